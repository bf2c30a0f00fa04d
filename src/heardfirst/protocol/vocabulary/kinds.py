"""
The kinds of entry: the closed list of what can happen in a case, each declared once.

The declarations are the TOML files of ``kinds/``, one for a family of kinds; `docs/decisions` 0031 says how
one is written. Whatever depends on a kind asks `KINDS` here and keeps no list of its own, so a new kind is
one table more. A kind that gets another name goes on being found by the names it had (``formerly``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any

from .errors import DeclarationError, ProtocolRoomError, nearest
from .fields import Field, read_field
from .kind import ACTS, DeclaredEffect, FormPlace, Kind, Telling
from .terms import terms_as_json
from .texts import Text, read_texts, text_of

__all__ = ["ACTS", "GROUPS", "KINDS", "DeclaredEffect", "FormPlace", "Kind", "Kinds", "Telling", "read_kinds"]

_FLAGS = (
    "ahead", "beforehand", "by_hand", "clerk", "ends", "guarded", "in_note", "in_steps", "in_touch",
    "moves_sessions", "names_rules", "of_a_court", "outcome", "seen_there", "to_client", "turns",
)  # fmt: skip
_KEYS = (
    "acts", "beside", "by", "changes", "effects", "fields", "file", "form", "formerly", "happens", "kept",
    "label", "mistaken", "otherwise", "requires", "tells", "titled", "told", "well", "words", "writes",
    *_FLAGS,
)  # fmt: skip
_BY = ("staff", "client", "outside")
_EFFECT_KEYS = ("in", "as", "by", "when", "then", "good", "before_facts", "since_facts")


class _Table:
    """The kinds as one set of declarations has them, and what is asked of all of them at once."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self.kinds: dict[str, Kind] = {}
        for kind in kinds:
            self.kinds[kind.name] = kind
        self.by_any_name: dict[str, Kind] = dict(self.kinds)
        for kind in self.kinds.values():
            for name in kind.formerly:
                if name in self.by_any_name:
                    raise DeclarationError(f'{kind.name}: "{name}" is the name of another kind.')
                self.by_any_name[name] = kind
        self.that: dict[str, tuple[str, ...]] = {}


class Kinds(Mapping[str, Kind]):
    """Every kind of entry by its name, and by each name it had before; one goes through the present ones."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._table = _Table(kinds)

    def __getitem__(self, name: str) -> Kind:
        return self._table.by_any_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table.kinds)

    def __len__(self) -> int:
        return len(self._table.kinds)

    def that(self, flag: str) -> tuple[str, ...]:
        """The names of the kinds of which this is so, such as ``guarded`` or ``has_form``."""
        known = self._table.that
        if flag not in known:
            known[flag] = tuple(name for name, kind in self.items() if getattr(kind, flag))
        return known[flag]

    def names_of(self, flag: str) -> tuple[str, ...]:
        """The same with the names they had before, as a database may still hold them."""
        return self.stored_names(*self.that(flag))

    def stored_names(self, *kinds: str) -> tuple[str, ...]:
        """Every name under which a database may hold entries of these kinds: what each is called, and was.
        Whoever looks for stored entries by their kind asks for these."""
        return tuple(name for kind in kinds for name in (self[kind].name, *self[kind].formerly))

    def name_of(self, name: str) -> str:
        """The present name of a kind; one that is not known stays as it is."""
        kind = self._table.by_any_name.get(name)
        return name if kind is None else kind.name


class _Reader:
    """Reads the declarations of a family. Every error names file and kind."""

    def __init__(self, groups: Mapping[str, Text], known: Mapping[str, Kind]) -> None:
        self.groups, self.found = groups, dict(known)

    def family(self, text: str, file: str) -> None:
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as problem:
            raise DeclarationError(f"{file}: {problem}") from None
        for family, kinds in tables.items():
            for short, table in kinds.items():
                name, where = f"{family}.{short}", f"{file}, {family}.{short}"
                if name in self.found:
                    raise DeclarationError(f"{where}: is declared twice.")
                self.found[name] = self.kind(name, table, where)

    def kind(self, name: str, table: Mapping[str, Any], where: str) -> Kind:
        strange = [key for key in table if key not in _KEYS]
        if strange:
            raise DeclarationError(f'{where}: a kind has no "{strange[0]}".{nearest(strange[0], _KEYS)}')
        if table.get("by") not in _BY:
            raise DeclarationError(f"{where}: by says who makes it happen: {', '.join(_BY)}.")
        if table.get("file", "") not in ("", "closes", "reopens"):
            raise DeclarationError(f'{where}: file is "closes" or "reopens".')
        for act in table.get("acts", ()):
            if act not in ACTS:
                raise DeclarationError(f'{where}: "{act}" is no act.{nearest(act, ACTS)}')
        if "tells" in table.get("acts", ()) and "tells" not in table:
            raise DeclarationError(f"{where}: a kind that tells somebody says whom.")
        fields = {
            field: self.field(field, table_of_field, f"{where}, {field}")
            for field, table_of_field in table.get("fields", {}).items()
        }
        flags = {flag: bool(table.get(flag, False)) for flag in _FLAGS}
        return Kind(
            name=name,
            by=table["by"],
            label=text_of(table.get("label"), f"{where}, label"),
            fields=MappingProxyType(fields),
            writes=text_of(table["writes"], f"{where}, writes") if "writes" in table else None,
            words=text_of(table["words"], f"{where}, words") if "words" in table else None,
            changes=tuple(text_of(text, f"{where}, changes") for text in table.get("changes", ())),
            form=self.place(table["form"], where) if "form" in table else None,
            file=table.get("file", ""),
            acts=tuple(table.get("acts", ())),
            requires=tuple(table.get("requires", ())),
            beside=table.get("beside", ""),
            tells=table.get("tells", ""),
            mistaken=table.get("mistaken", ""),
            titled=table.get("titled", ""),
            formerly=tuple(table.get("formerly", ())),
            kept=({},)
            if table.get("kept") is True
            else _examples(table.get("kept", ()), fields, f"{where}, kept"),
            well=_examples(table.get("well", ()), fields, f"{where}, well"),
            otherwise=_examples(table.get("otherwise", ()), fields, f"{where}, otherwise"),
            effects=tuple(_effect(name, row, where) for row in table.get("effects", ())),
            happens=tuple(
                _telling(_labeled(name, row.get("as", "")), row, where) for row in table.get("happens", ())
            ),
            practice_sentences=tuple(
                _telling(str(row.get("of", "")), row, where) for row in table.get("told", ())
            ),
            renames=any(
                field.formerly or field.renamed or field.type == "terms" for field in fields.values()
            ),
            **flags,
        )

    def field(self, name: str, table: Mapping[str, Any], where: str) -> Field:
        if "like" not in table:
            return read_field(name, table, where, {"terms": terms_as_json})
        kind, _, field = str(table["like"]).rpartition(".")
        if kind not in self.found or field not in self.found[kind].fields:
            raise DeclarationError(f'{where}: no field "{table["like"]}" stands before it.')
        return self.found[kind].fields[field]

    def place(self, table: Mapping[str, Any], where: str) -> FormPlace:
        group, place = table.get("group"), table.get("place")
        if group not in self.groups or not isinstance(place, int):
            raise DeclarationError(
                f"{where}: form names a group and a place.{nearest(str(group), self.groups)}"
            )
        return FormPlace(str(group), place)


def _examples(
    rows: Iterable[Mapping[str, Any]], fields: Mapping[str, Field], where: str
) -> tuple[Mapping[str, Any], ...]:
    for example in rows:
        for name, value in example.items():
            if name not in fields:
                raise DeclarationError(f'{where}: no field "{name}".{nearest(name, fields)}')
            try:
                fields[name].read(value)
            except ProtocolRoomError as problem:
                raise DeclarationError(f"{where}, {name}: {problem}") from None
    return tuple(MappingProxyType(dict(example)) for example in rows)


def _effect(name: str, row: Mapping[str, Any], where: str) -> DeclaredEffect:
    strange = [key for key in row if key not in _EFFECT_KEYS]
    if strange or row.get("by") not in _BY or "in" not in row or "then" not in row:
        raise DeclarationError(f"{where}: an effect has {', '.join(_EFFECT_KEYS)}.")
    label = _labeled(name, row.get("as", ""))
    return DeclaredEffect(
        row["in"], label, row["by"], row.get("when", ""), row["then"], bool(row.get("good", True)),
        row.get("before_facts"), row.get("since_facts", 1),
    )  # fmt: skip


def _labeled(name: str, what: str) -> str:
    return name + (what if what.startswith(",") or not what else f" {what}")


def _telling(key: str, row: Mapping[str, Any], where: str) -> Telling:
    text = {language: row[language] for language in row if language not in ("as", "of", "after")}
    return Telling(key, text_of(text, where), str(row.get("after", "")))


def read_kinds(*more: str) -> Iterable[Kind]:
    """
    Every declared kind, in the order of the files; ``more`` are texts of further families. Raises
    DeclarationError, naming the place and the nearest right word.
    """
    source = resources.files("heardfirst.protocol") / "kinds"
    reader = _Reader(GROUPS, {})
    for family in _index()["families"]:
        reader.family((source / f"{family}.toml").read_text("utf-8"), f"{family}.toml")
    for number, text in enumerate(more, 1):
        reader.family(text, f"declaration {number}")
    return reader.found.values()


def _index() -> Mapping[str, Any]:
    return read_texts("heardfirst.protocol", "kinds/index.toml")


GROUPS: Mapping[str, Text] = MappingProxyType(
    {name: text_of(label, f"index.toml, {name}") for name, label in _index()["groups"].items()}
)
"""The groups of the form “Something happened”, in their order, and what they are called."""
KINDS = Kinds(read_kinds())
"""Every kind of entry by name: the closed list of the record."""
