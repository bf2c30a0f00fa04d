"""What the declaration of a kind of entry says, as `kinds` reads it from the TOML files of ``kinds/``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .fields import Field
from .terms import current_terms
from .texts import Text

__all__ = ["ACTS", "DeclaredEffect", "FormPlace", "Kind", "Telling"]

ACTS = ("charges", "ends", "protects", "tells", "writes")
"""What an entry may do to the client: charge or sanction, end the service, protect from a risk, tell somebody
outside, write to them (see `acts`)."""


@dataclass(frozen=True, slots=True)
class FormPlace:
    """Where a kind stands on the form “Something happened”: in which of `GROUPS`, and after which others."""

    group: str
    place: int


@dataclass(frozen=True, slots=True)
class DeclaredEffect:
    """
    What an entry of the kind can do to the facts, as the checker sees it (see `rules.effects`). ``scope`` is
    when it is considered: ``always``, beside a ``consent``, beside one of the side conditions, or ``step``
    when a step that writes the kind is taken. ``label`` names it, ``by`` says who chooses it. What only
    editions of the facts before ``before_facts`` knew (see `NEWEST_FACTS`) happens to their texts alone, and
    what they know ``since_facts`` to none that is older.
    """

    scope: str
    label: str
    by: str
    when: str
    then: str
    good: bool = True
    before_facts: int | None = None
    since_facts: int = 1


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence that tells of the kind: ``key`` says of which of its forms, ``after`` how long a story waits
    before it ("" is an hour)."""

    key: str
    text: Text
    after: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """
    One kind of entry.

    ``by`` is who makes it happen: ``staff``, the ``client`` or the ``outside``. ``label`` is what it is
    called, ``writes`` how a rule says that a step records it, ``words`` what the form asks somebody to write
    (None: the words stand folded away), ``changes`` what is said before it is recorded. ``form`` is its place
    on the form “Something happened”; None where it has a page of its own, or comes of something else being
    done.

    guarded: only those who work with the client read it. clerk: whoever only books may record it.
    in_touch: the client told us something by it. in_note: a drafted note speaks of it.
    outcome: it says what became of a session. moves_sessions: it can change what became of one.
    beforehand: it is said of a session before that begins. ahead: it may be said of one still to come.
    seen_there: it is seen as the session begins. to_client: by it one turns to the client.
    ends: it ends a service or the case. ``file`` is ``closes`` or ``reopens`` where it does so with the case.
    turns: a response may begin or end by it. names_rules: it says which rules the case follows.
    of_a_court: it has no place where no court ordered the service. ``mistaken`` names the kinds it is
    taken for: all of the same word.

    by_hand: no step of a protocol may write it. in_steps: a step may, though others make it happen: staff ask
    for it, or find it out. A step that writes it is offered only while one of ``requires`` holds: built-in
    facts, or sorts of a protocol's own (``excuse_lacks``, ``asks_back``), and writes the other way in which
    it may come out, ``beside``, as well.
    renames: fields or values of it are stored under names they no longer have.
    ``acts`` are what it does to the client, of `ACTS`. ``tells`` is whom one that tells somebody tells: a
    recipient, ``order`` for the court or whom the order names in its place, or ``to`` for its own field; one
    that ``protects`` and tells goes to whom the law says, and else is a telling like any other.
    ``titled`` is the field that says what exactly it is, where the kind's own label says little.
    ``kept`` are the details with which it cannot be taken back; an empty table stands for any.
    ``well`` and ``otherwise`` are details it has when all goes well, and when not. ``effects`` are for the
    proof, ``happens`` for the stories of a broken promise, ``practice_sentences`` for practice.
    """

    name: str
    by: str
    label: Text
    fields: Mapping[str, Field]
    writes: Text | None = None
    words: Text | None = None
    changes: tuple[Text, ...] = ()
    form: FormPlace | None = None
    file: str = ""
    acts: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    beside: str = ""
    tells: str = ""
    mistaken: str = ""
    titled: str = ""
    formerly: tuple[str, ...] = ()
    kept: tuple[Mapping[str, Any], ...] = ()
    well: tuple[Mapping[str, Any], ...] = ()
    otherwise: tuple[Mapping[str, Any], ...] = ()
    effects: tuple[DeclaredEffect, ...] = ()
    happens: tuple[Telling, ...] = ()
    practice_sentences: tuple[Telling, ...] = ()
    ahead: bool = False
    beforehand: bool = False
    by_hand: bool = False
    clerk: bool = False
    ends: bool = False
    guarded: bool = False
    in_note: bool = False
    in_steps: bool = False
    in_touch: bool = False
    moves_sessions: bool = False
    names_rules: bool = False
    of_a_court: bool = False
    outcome: bool = False
    seen_there: bool = False
    to_client: bool = False
    turns: bool = False
    renames: bool = False

    @property
    def about_session(self) -> bool:
        """Whether it speaks of one session, and so belongs to one requirement."""
        return self.name.startswith("session.")

    @property
    def of_steps(self) -> bool:
        """Whether a step of a protocol may write it: what staff do, ask for or find out."""
        return not self.by_hand and (self.by == "staff" or self.in_steps)

    @property
    def first_name(self) -> str:
        """The name it was first declared by: what a proof calls it, so that another needs no new proof."""
        return self.formerly[0] if self.formerly else self.name

    @property
    def about_entry(self) -> bool:
        """Whether it speaks of another entry."""
        return any(field.type == "reference" for field in self.fields.values())

    @property
    def closes_case(self) -> bool:
        """Whether the case is closed by it."""
        return self.file == "closes"

    @property
    def reopens_case(self) -> bool:
        """Whether a closed case is open again by it."""
        return self.file == "reopens"

    @property
    def is_plan(self) -> bool:
        """Whether it holds what somebody will do."""
        return any(field.type == "actions" for field in self.fields.values())

    @property
    def has_form(self) -> bool:
        """Whether a form can record it: it has a place on one, or asks for something."""
        return self.form is not None or any(field.question for field in self.fields.values())

    def is_kept(self, details: Mapping[str, Any]) -> bool:
        """Whether one with these details cannot be taken back."""
        return any(
            all(details.get(name) == value for name, value in example.items()) for example in self.kept
        )

    def current(self, details: Mapping[str, Any]) -> Mapping[str, Any]:
        """Stored details with fields and values by the names that they have now."""
        if not self.renames:
            return details
        now: dict[str, Any] = {}
        for name, value in details.items():
            field = self.fields.get(name) or next(
                (other for other in self.fields.values() if name in other.formerly), None
            )
            now[name if field is None else field.name] = value if field is None else _current(field, value)
        return now


def _current(field: Field, value: Any) -> Any:
    if field.type == "terms":
        return current_terms(value)
    if isinstance(value, list):
        return [_current(field, item) for item in value]
    return field.renamed.get(value, value) if isinstance(value, str) else value
