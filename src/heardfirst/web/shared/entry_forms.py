"""The form for one thing that happened: which fields each kind of entry asks for, and how they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst import clock
from heardfirst.protocol import KINDS

from ..wording.choices import choices_of
from .entry_questions import ASKED, SESSION, Asked
from .fields import AnyOf, Day, Form, Moment, Number, OneOf, Words, YesNo

ANOTHER_TIME = "another"


@dataclass(frozen=True, slots=True)
class About:
    """What the form needs to know of the case: its requirements and its sessions, as value and label, and
    which of a field's choices its protocol knows. ``missed`` are those of its sessions that count as missed,
    the latest first."""

    requirements: Sequence[tuple[str, str]] = ()
    sessions: Sequence[tuple[str, str]] = ()
    start: Mapping[str, Any] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missed: Sequence[tuple[str, str]] = ()


# Of these one usually wants to keep what was said; elsewhere the words stand folded away.
_WORDS_ASKED = {
    "client.heard": gettext_lazy("What they told you, in their words"),
    "note.signed": gettext_lazy("The note"),
    "supervisor.consulted": gettext_lazy("What you agreed"),
    "plan.agreed": gettext_lazy("The plan, in words they would use"),
    "plan.adjusted": gettext_lazy("What changes, in words they would use"),
}
PLANS = ("plan.agreed", "plan.adjusted")
# What is said of a session usually before it begins.
_BEFOREHAND = ("session.cancelled", "session.moved", "session.confirmed")
# What a session is for unless somebody says otherwise.
_ORDINARY = "session"
# What somebody who only books does not know.
_NOT_FOR_BOOKING = ("plan",)


class HappenedForm(Form):
    """
    One entry of one kind. ``details``, ``words``, ``at`` and ``requirement`` are what `record.append` takes.

    ``when`` left empty means now; for an outcome of a session, the session's own start. With ``booking`` it
    is for somebody who sees sessions and nothing else: there is no room for words in it.
    """

    def __init__(
        self,
        kind: str,
        about: About,
        *given: Any,
        correcting: bool = False,
        booking: bool = False,
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        self.kind = kind
        self.about = about
        self.correcting = correcting
        self.asks_session = any(asked.how == "session" for asked in ASKED[kind])
        for asked in ASKED[kind]:
            if not (booking and asked.name in _NOT_FOR_BOOKING):
                self._ask(asked, about)
        if kind in PLANS:
            self._ask_plan(about)
        if kind.startswith("session.") and len(about.requirements) > 1 and not self.asks_session:
            self.fields["requirement"] = OneOf(about.requirements, label=_("Which service?"))
        if not self.asks_session or kind in _BEFOREHAND:
            left_empty = _("Left empty: as the entry says now.") if correcting else _("Left empty: just now.")
            self.fields["when"] = Moment(
                past=True, required=False, label=_("When did it happen?"), help_text=left_empty
            )
            _fold(self.fields["when"], _("When it happened") if correcting else _("It was earlier than now"))
        if booking:
            return
        self.fields["words"] = Words(
            label=_WORDS_ASKED.get(kind, _("In your own words, if you like")),
            help_text=_("Kept sealed. Only who may open this case can read it."),
        )
        if kind not in _WORDS_ASKED:
            _fold(self.fields["words"], _("In your own words"))
        if kind == "note.signed":
            self.fields["words"].help_text = _(
                "Drafted from the record: only facts, nothing that was said about what got in the way. "
                "Change what you like. What is talked about in therapy has no place here; a court may read "
                "it."
            )
            self.fields["words"].initial = about.start.get("words")
            self.fields["words"].widget.attrs["rows"] = 12

    def details(self) -> dict[str, Any]:
        """The entry's details, only what was said. Call it on a valid form."""
        said: dict[str, Any] = {}
        for asked in ASKED[self.kind]:
            value = self.cleaned_data.get(asked.name)
            if asked.how == "session":
                said["starts_at"] = self.session_start().isoformat()
            elif asked.how == "moment" or asked.how == "day":
                said |= {asked.name: value.isoformat()} if value else {}
            elif asked.name == "purpose" and value == _ORDINARY:
                continue
            elif value not in (None, "", []):
                # A box left empty is said, too: "not verified" is not the same as nothing known.
                said[asked.name] = value
        if self.kind in PLANS:
            said["actions"] = [
                {"what": what, "by": who} | self._by_when(who)
                for who in ("us", "provider", "client")
                for what in self.cleaned_data.get(f"actions_{who}", [])
            ]
        if self.kind == "session.cancelled" and self.cleaned_data.get("when"):
            # Only notice that somebody gave is stated: a guess of "none" would make a miss of it.
            ahead = self.session_start() - self.cleaned_data["when"]
            said["notice"] = max(0, int(ahead / timedelta(minutes=1)))
        return said

    def words(self) -> str | None:
        """What was typed, or None."""
        return self.cleaned_data.get("words") or None

    def at(self, now: datetime) -> datetime:
        """When it occurred: as said, else the session's start where it is its outcome, else ``now``."""
        if self.cleaned_data.get("when"):
            return _moment(self.cleaned_data["when"])
        return self.session_start() if self.asks_session and self.kind not in _BEFOREHAND else now

    def session_start(self) -> datetime:
        """The start of the session spoken of."""
        chosen = self.cleaned_data["session"]
        if chosen == ANOTHER_TIME:
            return _moment(self.cleaned_data["session_at"])
        return datetime.fromisoformat(chosen.partition("|")[2])

    def requirement(self) -> str | None:
        """The public id of the requirement it belongs to, or None for what belongs to the case."""
        if not self.kind.startswith("session."):
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
                self.add_error("session_at", _("Give the day and the time."))
            if "requirement" in self.fields and not cleaned.get("requirement"):
                self.add_error("requirement", _("Choose one."))
        if self.kind in PLANS and not any(
            cleaned.get(f"actions_{who}") for who in ("us", "provider", "client")
        ):
            self.add_error("actions_us", _("A plan holds at least one thing that somebody will do."))
        until, made = cleaned.get("actions_until"), cleaned.get("when") or clock.now()
        if until is not None and not self.correcting and until < timezone.localtime(made).date():
            self.add_error("actions_until", _("This day has passed. Give one that comes, or none."))
        return cleaned

    def _ask(self, asked: Asked, about: About) -> None:
        if asked.how == "session":
            self._ask_session(about)
            return
        only = about.only.get(f"{self.kind}.{asked.name}", about.only.get(asked.name))
        if only == ():
            return  # nothing of the kind is known to this protocol
        known = KINDS[self.kind].fields[asked.name]
        said = {"label": asked.label, "help_text": asked.hint, "required": asked.required}
        start = about.start.get(asked.name, asked.start)
        values = list(only or asked.only or known.choices)
        made: Callable[..., forms.Field]
        if asked.how in ("one", "many"):
            choices = choices_of(asked.name, values, self.kind)
            shape = AnyOf if asked.how == "many" else OneOf
            self.fields[asked.name] = shape(choices, **said)
        else:
            made = {"yes": YesNo, "moment": Moment, "day": Day, "number": Number}[asked.how]
            self.fields[asked.name] = made(**said)
        if start is not None and (asked.how != "one" or start in values):
            moment = asked.how == "moment" and isinstance(start, str)
            self.fields[asked.name].initial = datetime.fromisoformat(start) if moment else start

    def _ask_session(self, about: About) -> None:
        choices = [*about.sessions, (ANOTHER_TIME, _("Another time"))]
        self.fields["session"] = OneOf(choices, label=SESSION.label, initial=about.start.get("session"))
        self.fields["session_at"] = Moment(
            required=False,
            label=_("If another time: when did it start?"),
            past=self.kind not in _BEFOREHAND,
        )
        self.fields["session_at"].conditional = True  # type: ignore[attr-defined]
        if len(about.requirements) > 1:
            self.fields["requirement"] = OneOf(
                about.requirements, label=_("If another time: which service?"), required=False
            )

    def _by_when(self, who: str) -> dict[str, str]:
        """Until when our side does its part, if that was said."""
        until = self.cleaned_data.get("actions_until")
        return {"until": until.isoformat()} if until and who != "client" else {}

    def _ask_plan(self, about: About) -> None:
        helps = choices_of("what", KINDS[self.kind].fields["actions"].choices)
        self.fields["actions_us"] = AnyOf(
            helps,
            required=False,
            label=_("What will we do?"),
            help_text=_("A plan is first of all what we do about what got in the way."),
        )
        self.fields["actions_provider"] = AnyOf(helps, required=False, label=_("What will the provider do?"))
        self.fields["actions_until"] = Day(
            required=False,
            label=_("By when do we do it?"),
            help_text=_("It comes back on Today until it is done."),
            initial=about.start.get("actions_until"),
        )
        self.fields["actions_client"] = AnyOf(
            helps, required=False, label=_("What does the client take on, if they agree?")
        )
        for who in ("us", "provider", "client"):
            asked = self.fields[f"actions_{who}"]
            asked.initial = about.start.get(f"actions_{who}")
            if who != "us" and not asked.initial:
                _fold(asked, str(asked.label))


def _moment(value: Any) -> datetime:
    return cast("datetime", value)


def _fold(asked: forms.Field, summary: str) -> None:
    """Let a field stand folded away under these words until it is wanted."""
    asked.fold = summary  # type: ignore[attr-defined]
