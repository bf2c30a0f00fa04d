"""A question that somebody brought, tried before anybody is asked it: whether it has one answer, and why."""

from __future__ import annotations

import hashlib
from codecs import BOM_UTF8
from collections.abc import Iterable
from dataclasses import dataclass

from heardfirst.protocol import ProtocolRoomError, shipped_protocols
from heardfirst.protocol.files.reading import read_toml
from heardfirst.protocol.vocabulary.errors import nearest, shown

from ..answering import Answer, answer
from ..errors import ItemError
from ..question_file import Item, parse_item
from .scenario_files import QuestionFile

__all__ = ["Checked", "checked", "read_own"]

_MOST_ENTRIES = 60


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as it was brought, with the question in it and its answer; or what is ``wrong`` with it."""

    name: str
    text: bytes = b""
    item: Item | None = None
    answer: Answer | None = None
    wrong: str = ""

    @property
    def digest(self) -> str:
        """By which the same file is known again."""
        return hashlib.sha256(self.text.removeprefix(BOM_UTF8)).hexdigest()


def checked(files: Iterable[QuestionFile]) -> list[Checked]:
    """Each file tried on its own: one that is not right keeps none of the others out."""
    found: list[Checked] = []
    seen: dict[str, str] = {}
    for file in files:
        one = Checked(file.name, wrong=file.wrong) if file.wrong else _tried(file)
        if one.item is not None and one.digest in seen:
            one = Checked(one.name, wrong=f"{one.name}: the same as {seen[one.digest]}.")
        elif one.item is not None:
            seen[one.digest] = one.name
        found.append(one)
    return found


def read_own(text: bytes, name: str) -> Item:
    """
    Read a question that came from somebody. It must be whole by itself: with its story and what it asks,
    under a protocol that is shipped, for a path would be one into this machine. Raises ScenarioError and its
    kin.
    """
    table, _ = read_toml(text, name, ItemError)
    protocol = table.get("protocol")
    if protocol is not None and protocol not in shipped_protocols():
        raise ItemError(
            f'{name}: "{shown(protocol)}" is not a shipped protocol. Imported questions must '
            "use one of those."
            f"{nearest(str(protocol), shipped_protocols())}"
        )
    if isinstance(table.get("entry"), list) and len(table["entry"]) > _MOST_ENTRIES:
        raise ItemError(f"{name}: a question has at most {_MOST_ENTRIES} entries.")
    item = parse_item(text, name)
    for key, texts in (("about", item.about), ("ask", item.ask)):
        if not texts:
            raise ItemError(f'{name}: write it in words: {key} = {{ en = "…", es = "…" }}.')
    for texts in (item.about, item.ask, *(option.text for option in item.options)):
        if not all(any(letter.isalnum() for letter in text) for text in texts.values()):
            raise ItemError(
                f"{name}: one of its texts is empty. Write what happened, what is asked and what is done."
            )
    return item


def _tried(file: QuestionFile) -> Checked:
    try:
        item = read_own(file.text, file.name)
        return Checked(file.name, file.text, item, answer(item))
    except ProtocolRoomError as problem:
        return Checked(file.name, wrong=str(problem))
    except (OverflowError, ValueError):  # a moment at the end of time
        return Checked(file.name, wrong=f"{file.name}: its dates are too far away.")
