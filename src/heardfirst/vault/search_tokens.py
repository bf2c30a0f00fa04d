"""
Finding a name without storing it: keyed tokens.

Stored for each word of a name are two tokens, of the whole word and of its first three letters. That is
enough to find "Mar" or "Maria", and less than an index of every beginning, from which names could be pieced
together by frequency if the tokens were ever stolen. Tokens are keyed per agency: the same name in two
agencies has nothing in common.
"""

from __future__ import annotations

import hmac
import re
import unicodedata

from .rootkey import derived_key

_TOKEN_BYTES = 12
_BEGINNING = 3
_NOT_LETTERS = re.compile(r"[\W_]+")
_INSIDE_A_WORD = re.compile(r"['’ʼ`´.·]")


def words_of(name: str) -> list[str]:
    """The words of a name as they are compared: without case, accents, apostrophes and points."""
    # By way of capitals, because some small letters (dotless i, long s) share theirs with another.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).upper().casefold())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return [word for word in _NOT_LETTERS.split(_INSIDE_A_WORD.sub("", plain)) if word]


def search_tokens(name: str, *, scope: str) -> list[bytes]:
    """The tokens to store for a name. ``scope`` is the agency, by its public id."""
    tokens: dict[bytes, None] = {}
    for word in words_of(name):
        tokens[_token("word", word, scope)] = None
        if len(word) >= _BEGINNING:
            tokens[_token("beginning", word[:_BEGINNING], scope)] = None
    return list(tokens)


def tokens_to_look_for(typed: str, *, scope: str, whole_words: bool) -> list[bytes]:
    """
    The tokens that every client meant by ``typed`` must have: of whole words, or of their beginnings.

    Beginnings find more than was meant; what is found is compared with `name_matches` once opened.
    """
    wanted = words_of(typed)
    if whole_words:
        return list(dict.fromkeys(_token("word", word, scope) for word in wanted))
    return list(
        dict.fromkeys(
            _token("beginning", word[:_BEGINNING], scope)
            if len(word) >= _BEGINNING
            else _token("word", word, scope)
            for word in wanted
        )
    )


def name_matches(typed: str, name: str) -> bool:
    """Whether every word typed begins some word of the name."""
    has = words_of(name)
    wanted = words_of(typed)
    return bool(wanted) and all(any(word.startswith(part) for word in has) for part in wanted)


def keyed_token(kind: str, text: str, *, scope: str) -> bytes:
    """
    A stable 32-byte token for a reference from outside, such as a record number or the source of a row.

    Equal texts of one kind and agency give equal tokens; without the installation's key a token tells
    nothing.
    """
    return hmac.digest(derived_key(f"token/{scope}"), f"{kind}\0{text}".encode(), "sha256")


def _token(kind: str, text: str, scope: str) -> bytes:
    return keyed_token(kind, text, scope=scope)[:_TOKEN_BYTES]
