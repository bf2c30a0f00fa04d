"""The form for one thing that happened: which fields each kind of entry asks for, and how they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.guide.recording import (
    DOERS,
    MOVED_BACK,
    PLAN_NEEDS_ACTIONS,
    choices_of_field,
    is_moved_back,
    lacks_actions,
    occurred_at,
    questions_of,
    with_notice,
)
from heardfirst.protocol import KINDS
from heardfirst.protocol.vocabulary.fields import Field, FieldQuestion
from heardfirst.protocol.vocabulary.kinds import GROUPS
from heardfirst.protocol.vocabulary.texts import Text
from heardfirst.record.limits import is_ahead

from ..wording.choices import choices_of
from ..wording.labels import in_language
from .fields import AnyOf, Day, Form, Moment, Number, OneOf, Words, YesNo

ANOTHER_TIME = "another"


@dataclass(frozen=True, slots=True)
class EntryFormFacts:
    """What the form needs to know of the case: its requirements and its sessions, as value and label, and
    which of a field's choices its protocol knows. ``missed`` are those of its sessions that count as missed,
    the latest first. ``named`` are the labels of what its protocol names itself."""

    requirements: Sequence[tuple[str, str]] = ()
    sessions: Sequence[tuple[str, str]] = ()
    start: Mapping[str, Any] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missed: Sequence[tuple[str, str]] = ()
    named: Mapping[str, Text] = field(default_factory=dict)


# What a session is for unless somebody says otherwise.
_ORDINARY = "session"
# What somebody who only books does not know.
_NOT_FOR_BOOKING = ("plan",)


def in_order(kinds: Iterable[str], group: str = "") -> list[str]:
    """Those of the kinds that stand on the form “Something happened”, or in one group of it, as it shows
    them."""
    places = [(KINDS[kind].form, kind) for kind in kinds]
    groups = list(GROUPS)
    shown = [
        (groups.index(form.group), form.place, kind)
        for form, kind in places
        if form is not None and group in ("", form.group)
    ]
    return [kind for _group, _place, kind in sorted(shown)]


class EntryForm(Form):
    """
    One entry of one kind. ``details``, ``words``, ``at`` and ``requirement`` are what `record.append` takes.

    ``when`` left empty means now; for an outcome of a session, the session's own start. With ``booking`` it
    is for somebody who sees sessions and nothing else: there is no room for words in it.
    """

    def __init__(
        self,
        kind: str,
        about: EntryFormFacts,
        *args: Any,
        correcting: bool = False,
        booking: bool = False,
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        self.kind = kind
        self.about = about
        self.correcting = correcting
        self.known, self.questions = KINDS[kind], questions_of(kind)
        self.asks_session = any(question.widget == "session" for _field, question in self.questions)
        for declared, question in self.questions:
            if not (booking and declared.name in _NOT_FOR_BOOKING):
                self._ask(declared, question, about)
        if self.known.is_plan:
            self._ask_plan(about)
        if self.known.about_session and len(about.requirements) > 1 and not self.asks_session:
            self.fields["requirement"] = OneOf(about.requirements, label=_("Which service?"))
        if not self.asks_session or self.known.beforehand:
            left_empty = _("If empty: as the entry says now.") if correcting else _("If empty: just now.")
            self.fields["when"] = Moment(
                past=True, required=False, label=_("When did it happen?"), help_text=left_empty
            )
            _fold(self.fields["when"], _("When it happened") if correcting else _("It happened earlier"))
        if booking:
            return
        wanted = self.known.words
        self.fields["words"] = Words(
            label=in_language(wanted) if wanted else _("In your own words"),
            help_text=_("Encrypted. Only people with access to this case can read it."),
        )
        if wanted is None:
            _fold(self.fields["words"], _("In your own words"))
        if kind == "note.signed":
            self.fields["words"].help_text = _(
                "Drafted from the record: facts only, nothing about what got in the way. Edit it "
                "as you like. Do not include what was discussed in therapy; a court may read "
                "this."
            )
            self.fields["words"].initial = about.start.get("words")
            self.fields["words"].widget.attrs["rows"] = 12

    def details(self) -> dict[str, Any]:
        """The entry's details, only what was said. Call it on a valid form."""
        values: dict[str, Any] = {}
        for declared, question in self.questions:
            value = self.cleaned_data.get(declared.name)
            if question.widget == "session":
                values[declared.name] = self.session_start().isoformat()
            elif question.widget in ("moment", "day"):
                values |= {declared.name: value.isoformat()} if value else {}
            elif declared.name == "purpose" and value == _ORDINARY:
                continue
            elif value not in (None, "", []):
                # A box left empty is said, too: "not verified" is not the same as nothing known.
                values[declared.name] = value
        if self.known.is_plan:
            values["actions"] = self._actions()
        starts = self.session_start() if self.asks_session else None
        return with_notice(self.kind, values, starts, self.cleaned_data.get("when"))

    def words(self) -> str | None:
        """What was typed, or None."""
        return self.cleaned_data.get("words") or None

    def at(self, now: datetime) -> datetime:
        """When it occurred, as `occurred_at` has it."""
        starts = self.session_start() if self.asks_session else None
        return occurred_at(self.kind, starts, self.cleaned_data.get("when"), now)

    def session_start(self) -> datetime:
        """The start of the session spoken of."""
        chosen = self.cleaned_data["session"]
        if chosen == ANOTHER_TIME:
            return _moment(self.cleaned_data["session_at"])
        return datetime.fromisoformat(chosen.partition("|")[2])

    def requirement(self) -> str | None:
        """The public id of the requirement it belongs to, or None for what belongs to the case."""
        if not self.known.about_session:
            return None
        chosen = str(self.cleaned_data.get("session", ""))
        if self.asks_session and chosen != ANOTHER_TIME:
            return chosen.partition("|")[0]
        if self.cleaned_data.get("requirement"):
            return str(self.cleaned_data["requirement"])
        return self.about.requirements[0][0] if self.about.requirements else None

    def clean(self) -> dict[str, Any]:
        """What two fields must say together."""
        cleaned = super().clean() or self.cleaned_data
        if self.asks_session and cleaned.get("session") == ANOTHER_TIME:
            if not cleaned.get("session_at") and "session_at" not in self.errors:
                self.add_error("session_at", _("Enter the date and time."))
            if "requirement" in self.fields and not cleaned.get("requirement"):
                self.add_error("requirement", _("Choose one."))
        if lacks_actions(self.kind, {"actions": self._actions()}):
            self.add_error("actions_us", str(PLAN_NEEDS_ACTIONS))
        if cleaned.get("session") and not self.errors and is_ahead(self.at(clock.now()), clock.now()):
            chosen = "session_at" if cleaned["session"] == ANOTHER_TIME else "session"
            self.add_error(chosen, _("This is in the future. Enter when it happened."))
        # What is corrected without a word on when happened at a time that only the entry knows.
        known_when = bool(cleaned.get("when")) or not self.correcting
        if cleaned.get("to") and cleaned.get("session") and known_when and not self.errors:
            moved = {"to": cleaned["to"].isoformat()}
            if is_moved_back(self.kind, moved, self.session_start(), self.at(clock.now())):
                self.add_error("to", str(MOVED_BACK))
        until, made = cleaned.get("actions_until"), cleaned.get("when") or clock.now()
        if until is not None and not self.correcting and until < timezone.localtime(made).date():
            self.add_error(
                "actions_until", _("This date has passed. Enter a future date, or leave it empty.")
            )
        return cleaned

    def _ask(self, field: Field, question: FieldQuestion, about: EntryFormFacts) -> None:
        if question.widget == "session":
            self._ask_session(question, about)
            return
        name = field.name
        offered = choices_of_field(self.kind, name, about.only)
        if offered is None or question.widget == "actions":
            return  # nothing of the kind is known to this protocol; or a plan, which is asked for as a whole
        text = {
            "label": in_language(question.ask),
            "help_text": in_language(question.hint) if question.hint else "",
            "required": question.required,
        }
        start = about.start.get(name, question.start)
        values = list(offered)
        made: Callable[..., forms.Field]
        if question.widget in ("one", "many"):
            choices = choices_of(name, values, self.kind, about.named if field.own else {})
            shape = AnyOf if question.widget == "many" else OneOf
            self.fields[name] = shape(choices, **text)
        else:
            made = {"yes": YesNo, "moment": Moment, "day": Day, "number": Number}[question.widget]
            # Which one of several, as `number` is, begins at one; it has no zeroth.
            limits = {"min_value": 1, "max_value": 10_000} if field.type == "number" else {}
            self.fields[name] = made(**text, **limits)
        if start is not None and (question.widget != "one" or start in values):
            moment = question.widget == "moment" and isinstance(start, str)
            self.fields[name].initial = datetime.fromisoformat(start) if moment else start

    def _ask_session(self, question: FieldQuestion, about: EntryFormFacts) -> None:
        choices = [*about.sessions, (ANOTHER_TIME, _("Another time"))]
        self.fields["session"] = OneOf(
            choices, label=in_language(question.ask), initial=about.start.get("session")
        )
        self.fields["session_at"] = Moment(
            required=False,
            label=_("If another time: when did it start?"),
            past=not self.known.beforehand,
        )
        self.fields["session_at"].conditional = True  # type: ignore[attr-defined]
        if len(about.requirements) > 1:
            self.fields["requirement"] = OneOf(
                about.requirements, label=_("If another time: which service?"), required=False
            )

    def _actions(self) -> list[dict[str, str]]:
        """What somebody will do, as it is recorded."""
        return [
            {"what": what, "by": who} | self._by_when(who)
            for who in DOERS
            for what in self.cleaned_data.get(f"actions_{who}", [])
        ]

    def _by_when(self, who: str) -> dict[str, str]:
        """Until when our side does its part, if that was said."""
        until = self.cleaned_data.get("actions_until")
        return {"until": until.isoformat()} if until and who != "client" else {}

    def _ask_plan(self, about: EntryFormFacts) -> None:
        helps = choices_of("what", KINDS[self.kind].fields["actions"].choices)
        self.fields["actions_us"] = AnyOf(
            helps,
            required=False,
            label=_("What will we do?"),
            help_text=_("A plan starts with what we will do about what got in the way."),
        )
        self.fields["actions_provider"] = AnyOf(helps, required=False, label=_("What will the provider do?"))
        self.fields["actions_until"] = Day(
            required=False,
            label=_("When will we do it by?"),
            help_text=_("It stays on Today until it is done."),
            initial=about.start.get("actions_until"),
        )
        self.fields["actions_client"] = AnyOf(
            helps, required=False, label=_("What will the client do, if they agree?")
        )
        for who in DOERS:
            field = self.fields[f"actions_{who}"]
            field.initial = about.start.get(f"actions_{who}")
            if who != "us" and not field.initial:
                _fold(field, str(field.label))


def _moment(value: Any) -> datetime:
    return cast("datetime", value)


def _fold(field: forms.Field, summary: str) -> None:
    """Let a field stand folded away under these words until it is wanted."""
    field.fold = summary  # type: ignore[attr-defined]
