"""
Check that every sentence the product can say in English it can say in each other language.

    .venv/bin/python tools/check_translations.py [--write]

Collects the strings that code and templates pass to gettext and compares them with each django.po: none
missing, empty, fuzzy, unused, or with other placeholders than the English. ``--write`` adds the missing ones
to the file with an empty translation and drops the unused, for a translator to go on from.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent / "src" / "heardfirst"
LANGUAGES = ("es",)  # all that the product speaks besides the English it is written in
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%[sd]")

Key = tuple[str | None, str]  # context and English text


def main(write: bool) -> int:
    wanted = {key: place for key, _, place in strings()}
    plurals = {key: plural for key, plural, _ in strings() if plural}
    problems: list[str] = []
    for language in LANGUAGES:
        source = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
        if not source.exists():
            problems.append(f"{language}: {source} is not there")
            continue
        with source.open("rb") as file:
            catalog = read_po(file, locale=language, abort_invalid=True)
        if write:
            _complete(catalog, wanted, plurals)
            with source.open("wb") as file:
                write_po(file, catalog, width=110, sort_output=True, ignore_obsolete=True)
        problems += [f"{language}: {fault}" for fault in faults_of(catalog, wanted)]
    if problems:
        print(*problems, sep="\n", file=sys.stderr)
        print(f"{len(problems)} to mend; tools/check_translations.py --write lays them out.", file=sys.stderr)
    return 1 if problems else 0


def faults_of(catalog: Catalog, wanted: dict[Key, str]) -> Iterator[str]:
    """What is wrong with one language, a line each."""
    had = {_key_of(message): message for message in catalog if message.id}
    for key, place in sorted(wanted.items(), key=str):
        message = had.get(key)
        if message is None:
            yield f"missing: {key[1]!r} ({place})"
        elif message.fuzzy:
            yield f"fuzzy: {key[1]!r} ({place})"
        elif not all(_translations(message)):
            yield f"empty: {key[1]!r} ({place})"
        elif any(_places(text) - _english_places(message) for text in _translations(message)):
            yield f"other placeholders: {key[1]!r} ({place})"
        elif not _english_places(message) <= set().union(*map(_places, _translations(message))):
            yield f"a placeholder is lost: {key[1]!r} ({place})"
    for key in sorted(had.keys() - wanted.keys(), key=str):
        yield f"no longer used: {key[1]!r}"


def strings() -> Iterator[tuple[Key, str, str]]:
    """Every string passed to gettext: its key, its plural or nothing, and where it stands."""
    for path in sorted([*ROOT.rglob("*.py"), *ROOT.rglob("*.html"), *ROOT.rglob("*.txt")]):
        place = str(path.relative_to(ROOT))
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = _as_python(text, place)
        for line, fault, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            parts = fault if isinstance(fault, tuple) else (fault,)
            if parts[0]:
                yield (context, parts[0]), parts[1] if len(parts) > 1 else "", f"{place}:{line}"


def _as_python(template: str, place: str) -> str:
    """A template as the calls of gettext it stands for, one beside the other on the same lines."""
    from django.utils.translation.template import templatize

    # All but the calls is blanked out, so a line's indentation means nothing and would only be refused.
    return "\n".join(line.strip() for line in templatize(template, origin=place).split("\n"))


def _complete(catalog: Catalog, wanted: dict[Key, str], plurals: dict[Key, str]) -> None:
    had = {_key_of(message) for message in catalog if message.id}
    for context, text in had - wanted.keys():
        catalog.delete(text, context)
    for context, text in wanted.keys() - had:
        plural = plurals.get((context, text))
        catalog.add((text, plural) if plural else text, context=context)


def _key_of(message: Message) -> Key:
    return message.context, message.id[0] if isinstance(message.id, tuple | list) else str(message.id)


def _translations(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [str(message.string or "")]


def _places(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def _english_places(message: Message) -> set[str]:
    texts = message.id if isinstance(message.id, tuple | list) else [str(message.id)]
    return set().union(*map(_places, texts))


if __name__ == "__main__":
    sys.exit(main("--write" in sys.argv[1:]))
