"""Sealing, keys, digests and search tokens."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heardfirst.vault import (
    BrokenSealError,
    KeyDestroyedError,
    KeyStore,
    KeyUnknownError,
    VaultError,
    canonical_bytes,
    commitment_to,
    digest_of,
    keyed_token,
    name_matches,
    new_id,
    open_sealed,
    seal,
    search_tokens,
    tokens_to_look_for,
)
from heardfirst.vault.search_tokens import words_of

KEY = bytes(range(32))
NAMES = st.text(st.characters(categories=["L"], max_codepoint=0x24F), min_size=3, max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abcdef", max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(plain=st.binary(max_size=300), context=st.binary(max_size=40))
def test_what_is_sealed_opens_with_its_key_in_its_place(plain: bytes, context: bytes) -> None:
    assert open_sealed(seal(plain, KEY, context), KEY, context) == plain


@given(plain=st.binary(min_size=1, max_size=60), place=st.integers(0), flip=st.integers(1, 255))
def test_a_changed_byte_is_noticed(plain: bytes, place: int, flip: int) -> None:
    sealed = bytearray(seal(plain, KEY, b"here"))
    sealed[place % len(sealed)] ^= flip
    with pytest.raises(BrokenSealError):
        open_sealed(bytes(sealed), KEY, b"here")


def test_another_place_or_key_does_not_open() -> None:
    sealed = seal(b"a word", KEY, b"entry 1")
    for key, context in ((KEY, b"entry 2"), (bytes(32), b"entry 1")):
        with pytest.raises(BrokenSealError):
            open_sealed(sealed, key, context)


def test_the_same_text_is_never_sealed_the_same_way_twice() -> None:
    assert seal(b"a word", KEY, b"") != seal(b"a word", KEY, b"")


@given(value=JSON)
def test_one_byte_form_whatever_the_order_of_keys(value: object) -> None:
    def turned(each: object) -> object:
        if isinstance(each, dict):
            return {key: turned(each[key]) for key in reversed(each)}
        return [turned(one) for one in each] if isinstance(each, list) else each

    assert canonical_bytes(value) == canonical_bytes(turned(value))


@pytest.mark.parametrize("value", [0.1, float("nan"), b"raw", {1: 2}, {"a": {1, 2}}, "\ud800"])
def test_what_has_no_one_byte_form_is_refused(value: object) -> None:
    with pytest.raises(VaultError):
        canonical_bytes(value)


def test_nesting_without_end_is_refused() -> None:
    value: list[object] = []
    for _ in range(5000):
        value = [value]
    with pytest.raises(VaultError):
        canonical_bytes(value)


@given(parts=st.lists(st.binary(max_size=5), max_size=5), others=st.lists(st.binary(max_size=5), max_size=5))
def test_different_parts_have_different_digests(parts: list[bytes], others: list[bytes]) -> None:
    assert (digest_of(*parts) == digest_of(*others)) == (parts == others)


def test_a_commitment_binds_the_text_and_needs_a_whole_salt() -> None:
    salt = bytes(32)
    assert commitment_to(b"yes", salt) != commitment_to(b"no", salt)
    with pytest.raises(VaultError):
        commitment_to(b"yes", b"short")


def test_identifiers_are_version_7_unique_and_in_order() -> None:
    made = [new_id() for _ in range(2000)]
    assert len(set(made)) == len(made)
    assert {each.version for each in made} == {7}
    assert [each.int >> 80 for each in made] == sorted(each.int >> 80 for each in made)


def test_keys_come_back_until_they_are_destroyed(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "keys.sqlite3")
    first, second = store.create(2)
    assert store.key(first.id) == first.key
    assert store.keys([first.id, second.id, uuid4()]) == {first.id: first.key, second.id: second.key}
    store.destroy(first.id)
    store.destroy(first.id)
    with pytest.raises(KeyDestroyedError):
        store.key(first.id)
    assert store.keys([first.id, second.id]) == {second.id: second.key}
    with pytest.raises(KeyUnknownError):
        store.destroy(uuid4())


def test_a_destroyed_key_is_gone_from_the_files_even_as_it_was_wrapped(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "keys.sqlite3")
    (kept, gone) = store.create(2)
    connection = sqlite3.connect(tmp_path / "keys.sqlite3")
    wrapped = dict(connection.execute("SELECT id, wrapped FROM client_key"))
    connection.close()
    store.destroy(gone.id)
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert wrapped[kept.id.hex] in stored
    assert wrapped[gone.id.hex] not in stored


def test_a_destruction_is_seen_by_another_connection_at_once(tmp_path: Path) -> None:
    one, other = KeyStore(tmp_path / "keys.sqlite3"), KeyStore(tmp_path / "keys.sqlite3")
    (key,) = one.create()
    assert other.key(key.id) == key.key
    one.destroy(key.id)
    with pytest.raises(KeyDestroyedError):
        other.key(key.id)


def test_keys_lie_wrapped_and_readable_by_their_owner_alone(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "keys.sqlite3")
    (key,) = store.create()
    assert key.key not in b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert (tmp_path / "keys.sqlite3").stat().st_mode & 0o077 == 0
    assert key.key.hex() not in repr(key)
    assert str(key.key) not in repr(key)


@given(first=NAMES, last=NAMES)
def test_a_name_is_found_by_its_words_and_their_beginnings(first: str, last: str) -> None:
    stored = set(search_tokens(f"{first} {last}", scope="a"))
    for typed in (first, last.upper(), f"{last} {first}"):
        assert stored.issuperset(tokens_to_look_for(typed, scope="a", whole_words=True))
        assert stored.issuperset(tokens_to_look_for(words_of(typed)[0][:3], scope="a", whole_words=False))
        assert name_matches(typed, f"{first} {last}")


def test_capitals_accents_and_apostrophes_make_no_difference() -> None:
    assert name_matches("quinones", "Marisol Quiñones")
    assert name_matches("obri", "Sean O’Brien")
    assert search_tokens("JOSÉ", scope="a") == search_tokens("jose", scope="a")
    assert not name_matches("sol", "Marisol Quiñones")
    assert not name_matches("", "Marisol Quiñones")


def test_agencies_have_no_token_in_common() -> None:
    assert not set(search_tokens("Marisol Quiñones", scope="a")) & set(
        search_tokens("Marisol Quiñones", scope="b")
    )
    assert keyed_token("source", "row", scope="a") != keyed_token("source", "row", scope="b")
    assert keyed_token("source", "row", scope="a") != keyed_token("case/mrn", "row", scope="a")
