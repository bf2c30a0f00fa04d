"""The form for one thing that happened: which fields each kind of entry asks for, and how they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst.protocol import KINDS

from ..wording.choices import Label, choices_of
from .fields import AnyOf, Day, Form, Moment, Number, OneOf, Words, YesNo

ANOTHER_TIME = "another"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a form: the entry's field it fills, how it is asked, and with what words."""

    name: str
    how: str
    label: Label
    hint: Label = ""
    required: bool = True
    only: tuple[str, ...] = ()
    start: Any = None


@dataclass(frozen=True, slots=True)
class About:
    """What the form needs to know of the case: its requirements and its sessions, as value and label."""

    requirements: Sequence[tuple[str, str]] = ()
    sessions: Sequence[tuple[str, str]] = ()
    start: Mapping[str, Any] = field(default_factory=dict)


_CHANNEL = Asked("channel", "one", gettext_lazy("How?"))
_SESSION = Asked("session", "session", gettext_lazy("Which session?"))

ASKED: dict[str, tuple[Asked, ...]] = {
    "contact.tried": (_CHANNEL, Asked("outcome", "one", gettext_lazy("What came of it?"))),
    "contact.made": (
        Asked("channel", "one", gettext_lazy("How did you talk?"), start="phone"),
        Asked("by", "one", gettext_lazy("Who reached whom?"), start="worker"),
        Asked("interpreter", "yes", gettext_lazy("An interpreter was there"), required=False),
    ),
    "contact.stop_asked": (Asked("channel", "one", gettext_lazy("Which way should stop? None chosen: all"), required=False),),
    "contact_rule.set": (
        Asked("rules", "many", gettext_lazy("What keeps contact safe?")),
        Asked("from_hour", "number", gettext_lazy("Safe from (hour, 0 to 23)"), required=False),
        Asked("until_hour", "number", gettext_lazy("Safe until (hour, 0 to 23)"), required=False),
    ),
    "client.heard": (
        Asked(
            "barriers",
            "many",
            gettext_lazy("What got in the way?"),
            gettext_lazy("For the plan only. What you tick here goes into no report unless they agree or the law requires it."),
        ),
        Asked(
            "limits_explained",
            "yes",
            gettext_lazy("I said first what I must pass on and what stays with me"),
            gettext_lazy("Being heard counts once the client knew this before answering."),
            required=False,
        ),
        Asked("through", "one", gettext_lazy("How were they heard?"), required=False, start="self"),
    ),
    "client.declined": (Asked("on_advice", "yes", gettext_lazy("On their lawyer’s advice"), required=False),),
    "client.declared": (Asked("intends", "one", gettext_lazy("What do they want?")),),
    "client.whereabouts": (
        Asked("where", "one", gettext_lazy("Where?")),
        Asked("verified", "yes", gettext_lazy("We verified it, not only a matching name"), required=False),
        Asked("since", "moment", gettext_lazy("Since when?"), required=False),
        Asked("until", "moment", gettext_lazy("Until when?"), required=False),
    ),
    "stakes.discussed": (
        Asked(
            "understood",
            "one",
            gettext_lazy("Did they understand?"),
            gettext_lazy("Ask them to say it back. Anything but a yes asks for another way of explaining, never for a penalty."),
        ),
    ),
    "plan.agreed": (),
    "plan.adjusted": (),
    "action.done": (
        Asked("what", "one", gettext_lazy("What was delivered?")),
        Asked("by", "one", gettext_lazy("Who did it?"), only=("us", "provider", "client"), start="us"),
    ),
    "action.failed": (
        Asked("what", "one", gettext_lazy("What did not happen?")),
        Asked("by", "one", gettext_lazy("Whose part was it?"), only=("us", "provider", "client", "outside"), start="us"),
    ),
    "client.forewarned": (_CHANNEL,),
    "forewarning.unsafe": (),
    "counsel.informed": (),
    "collateral.asked": (Asked("whom", "one", gettext_lazy("Whom did you ask?")),),
    "note.signed": (),
    "letter.sent": (),
    "bill.sent": (),
    "session.booked": (
        Asked("starts_at", "moment", gettext_lazy("When does it start?")),
        Asked("plan", "yes", gettext_lazy("It fits the plan made together"), required=False, start=True),
        Asked("by", "one", gettext_lazy("Who booked it?"), only=("us", "provider", "client"), start="us"),
    ),
    "session.attended": (_SESSION, Asked("late_minutes", "number", gettext_lazy("Minutes late, if any"), required=False)),
    "session.missed": (_SESSION,),
    "session.excused": (
        _SESSION,
        Asked("by", "one", gettext_lazy("Who excused it?"), only=("us", "supervisor", "court", "provider"), start="us"),
        Asked("evidence", "yes", gettext_lazy("There is evidence"), required=False),
    ),
    "session.cancelled": (
        _SESSION,
        Asked("by", "one", gettext_lazy("Who cancelled?"), only=("client", "provider", "us", "outside")),
    ),
    "session.disrupted": (_SESSION, Asked("cause", "one", gettext_lazy("What came between?"))),
    "supervisor.consulted": (
        Asked("about", "one", gettext_lazy("What about?"), start="misses"),
        Asked(
            "agreed",
            "one",
            gettext_lazy("Did you agree that the court should act?"),
            gettext_lazy("Leave it open unless both of you think so."),
            required=False,
            only=("recommend_action",),
        ),
    ),
    "risk.raised": (
        Asked("risk", "one", gettext_lazy("What risk?")),
        Asked("about", "one", gettext_lazy("For whom?"), start="client"),
    ),
    "risk.acted": (Asked("how", "one", gettext_lazy("What was done?")),),
    "risk.watched": (Asked("until", "moment", gettext_lazy("Look again at")),),
    "consent.given": (
        Asked("to", "one", gettext_lazy("Whom may we tell?")),
        Asked("purpose", "one", gettext_lazy("For what?"), start="legal_proceedings"),
        Asked("until", "day", gettext_lazy("Good until"), required=False),
    ),
    "consent.withdrawn": (Asked("to", "one", gettext_lazy("Whom may we no longer tell?")),),
    "court.reported": (
        Asked("form", "one", gettext_lazy("What was sent?")),
        Asked("basis", "one", gettext_lazy("What makes telling lawful?"), only=("consent", "court_order", "statute")),
    ),
    "court.supplemented": (),
    "court.corrected": (),
    "court.decided": (Asked("outcome", "one", gettext_lazy("What did the court decide?")),),
    "hearing.set": (Asked("on", "day", gettext_lazy("On which day?")),),
    "step.done": (
        Asked("step", "one", gettext_lazy("What was done?"), only=("seek_basis", "hardship"), start="seek_basis"),
    ),
    "service.ended": (Asked("reason", "one", gettext_lazy("Why did it end?")),),
    "case.closed": (Asked("reason", "one", gettext_lazy("Why is it closed?")),),
}
GROUPS: tuple[tuple[Label, tuple[str, ...]], ...] = (
    (gettext_lazy("Reaching"), ("contact.made", "contact.stop_asked", "contact_rule.set", "client.whereabouts", "collateral.asked")),
    (gettext_lazy("Understanding"), ("client.heard", "client.declined", "stakes.discussed", "client.declared", "client.forewarned", "forewarning.unsafe")),
    (gettext_lazy("Helping"), ("plan.agreed", "plan.adjusted", "action.done", "action.failed", "counsel.informed")),
    (gettext_lazy("Sessions"), ("session.booked", "session.attended", "session.missed", "session.excused", "session.cancelled", "session.disrupted")),
    (gettext_lazy("Safety"), ("risk.raised", "risk.acted", "risk.watched")),
    (gettext_lazy("The record"), ("note.signed", "supervisor.consulted", "consent.given", "consent.withdrawn", "step.done", "letter.sent", "bill.sent")),
    (gettext_lazy("The court"), ("court.reported", "court.supplemented", "court.corrected", "court.decided", "hearing.set")),
    (gettext_lazy("Ending"), ("service.ended", "case.closed")),
)  # fmt: skip
# Of these one usually wants to keep what was said; elsewhere the words stand folded away.
_WORDS_ASKED = {
    "client.heard": gettext_lazy("What they told you, in their words"),
    "note.signed": gettext_lazy("The note"),
    "supervisor.consulted": gettext_lazy("What you agreed"),
    "plan.agreed": gettext_lazy("The plan, in words they would use"),
    "plan.adjusted": gettext_lazy("What changes, in words they would use"),
}
_PLANS = ("plan.agreed", "plan.adjusted")


class HappenedForm(Form):
    """
    One entry of one kind. ``details``, ``words``, ``at`` and ``requirement`` are what `record.append` takes.

    ``when`` left empty means now; for an outcome of a session, the session's own start.
    """

    def __init__(self, kind: str, about: About, *given: Any, correcting: bool = False, **named: Any) -> None:
        super().__init__(*given, **named)
        self.kind = kind
        self.about = about
        self.asks_session = any(asked.how == "session" for asked in ASKED[kind])
        for asked in ASKED[kind]:
            self._ask(asked, about)
        if kind in _PLANS:
            self._ask_plan(about)
        if kind.startswith("session.") and len(about.requirements) > 1 and not self.asks_session:
            self.fields["requirement"] = OneOf(about.requirements, label=_("Which service?"))
        if not self.asks_session or kind == "session.cancelled":
            left_empty = _("Left empty: as the entry says now.") if correcting else _("Left empty: just now.")
            self.fields["when"] = Moment(past=True, required=False, label=_("When did it happen?"), help_text=left_empty)
            _fold(self.fields["when"], _("When it happened") if correcting else _("It was earlier than now"))
        self.fields["words"] = Words(
            label=_WORDS_ASKED.get(kind, _("In your own words, if you like")),
            help_text=_("Kept sealed. Only who may open this case can read it."),
        )
        if kind == "note.signed":
            self.fields["words"].help_text = _(
                "Your signature stands under what the entries already say. Add what they do not."
            )

    def details(self) -> dict[str, Any]:
        """The entry's details, only what was said. Call it on a valid form."""
        said: dict[str, Any] = {}
        for asked in ASKED[self.kind]:
            value = self.cleaned_data.get(asked.name)
            if asked.how == "session":
                said["starts_at"] = self.session_start().isoformat()
            elif asked.how == "moment":
                said |= {asked.name: value.isoformat()} if value else {}
            elif asked.how == "day":
                said |= {asked.name: value.isoformat()} if value else {}
            elif value not in (None, "", []):
                # A box left empty is said, too: "not verified" is not the same as nothing known.
                said[asked.name] = value
        if self.kind in _PLANS:
            said["actions"] = [
                {"what": what, "by": who}
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
            return self.cleaned_data["when"]
        return self.session_start() if self.asks_session and self.kind != "session.cancelled" else now

    def session_start(self) -> datetime:
        """The start of the session spoken of."""
        chosen = self.cleaned_data["session"]
        if chosen == ANOTHER_TIME:
            return self.cleaned_data["session_at"]
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
        if self.kind in _PLANS and not any(cleaned.get(f"actions_{who}") for who in ("us", "provider", "client")):
            self.add_error("actions_us", _("A plan holds at least one thing that somebody will do."))
        return cleaned

    def _ask(self, asked: Asked, about: About) -> None:
        if asked.how == "session":
            self._ask_session(about)
            return
        known = KINDS[self.kind].fields[asked.name]
        said = {"label": asked.label, "help_text": asked.hint, "required": asked.required}
        start = about.start.get(asked.name, asked.start)
        values = list(asked.only or known.choices)
        made: Callable[..., forms.Field]
        if asked.how in ("one", "many"):
            choices = choices_of(asked.name, values, self.kind)
            shape = AnyOf if asked.how == "many" else OneOf
            self.fields[asked.name] = shape(choices, **said)
        else:
            made = {"yes": YesNo, "moment": Moment, "day": Day, "number": Number}[asked.how]
            self.fields[asked.name] = made(**said)
        if start is not None:
            moment = asked.how == "moment" and isinstance(start, str)
            self.fields[asked.name].initial = datetime.fromisoformat(start) if moment else start

    def _ask_session(self, about: About) -> None:
        choices = [*about.sessions, (ANOTHER_TIME, _("Another time"))]
        self.fields["session"] = OneOf(choices, label=_SESSION.label, initial=about.start.get("session"))
        self.fields["session_at"] = Moment(
            required=False, label=_("If another time: when did it start?"), past=self.kind != "session.cancelled"
        )
        self.fields["session_at"].conditional = True  # type: ignore[attr-defined]
        if len(about.requirements) > 1:
            self.fields["requirement"] = OneOf(
                about.requirements, label=_("If another time: which service?"), required=False
            )

    def _ask_plan(self, about: About) -> None:
        helps = choices_of("what", KINDS[self.kind].fields["actions"].choices)
        self.fields["actions_us"] = AnyOf(
            helps,
            required=False,
            label=_("What will we do?"),
            help_text=_("A plan is first of all what we do about what got in the way."),
        )
        self.fields["actions_provider"] = AnyOf(helps, required=False, label=_("What will the provider do?"))
        self.fields["actions_client"] = AnyOf(helps, required=False, label=_("What does the client take on, if they agree?"))
        for who in ("us", "provider", "client"):
            asked = self.fields[f"actions_{who}"]
            asked.initial = about.start.get(f"actions_{who}")
            if who != "us" and not asked.initial:
                _fold(asked, str(asked.label))


def _fold(asked: forms.Field, summary: str) -> None:
    """Let a field stand folded away under these words until it is wanted."""
    asked.fold = summary  # type: ignore[attr-defined]
