"""What each kind of entry asks for, and the kinds in the groups that one chooses from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from ..wording.labels import Label


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


_CHANNEL = Asked("channel", "one", gettext_lazy("How?"))
SESSION = Asked("session", "session", gettext_lazy("Which session?"))

_REQUEST = (
    Asked("reason", "one", gettext_lazy("For what reason?"), required=False),
    Asked("evidence", "yes", gettext_lazy("There is evidence"), required=False),
    Asked("on", "day", gettext_lazy("When did that happen?"), required=False),
    Asked(
        "asked_at",
        "moment",
        gettext_lazy("When did they ask?"),
        gettext_lazy("Some programs want notice."),
        required=False,
    ),
    Asked("refused", "yes", gettext_lazy("It was not granted"), required=False),
)

ASKED: dict[str, tuple[Asked, ...]] = {
    "contact.tried": (_CHANNEL, Asked("outcome", "one", gettext_lazy("What came of it?"))),
    "contact.made": (
        Asked("channel", "one", gettext_lazy("How did you talk?"), start="phone"),
        Asked("by", "one", gettext_lazy("Who reached whom?"), start="worker"),
        Asked("interpreter", "yes", gettext_lazy("An interpreter was there"), required=False),
    ),
    "contact.stop_asked": (
        Asked("channel", "one", gettext_lazy("Which way should stop? None chosen: all"), required=False),
    ),
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
            gettext_lazy(
                "For the plan only. None of it goes into a report unless they agree or the law requires it."
            ),
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
            gettext_lazy(
                "Ask them to say it back. Anything but yes asks for another explanation, never for a penalty."
            ),
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
        Asked(
            "by",
            "one",
            gettext_lazy("Whose part was it?"),
            only=("us", "provider", "client", "outside"),
            start="us",
        ),
    ),
    "client.forewarned": (_CHANNEL,),
    "forewarning.unsafe": (),
    "counsel.informed": (),
    "collateral.asked": (Asked("whom", "one", gettext_lazy("Whom did you ask?")),),
    "note.signed": (),
    "letter.sent": (),
    "bill.sent": (),
    "bill.paid": (),
    "session.booked": (
        Asked("starts_at", "moment", gettext_lazy("When does it start?")),
        Asked("plan", "yes", gettext_lazy("It fits the plan made together"), required=False, start=True),
        Asked("purpose", "one", gettext_lazy("What is it for?"), required=False, start="session"),
        Asked("by", "one", gettext_lazy("Who booked it?"), only=("us", "provider", "client"), start="us"),
    ),
    "session.confirmed": (SESSION,),
    "session.moved": (
        SESSION,
        Asked("to", "moment", gettext_lazy("When is it instead?")),
        Asked("by", "one", gettext_lazy("Who moved it?"), only=("client", "provider", "us", "outside")),
    ),
    "session.attended": (
        SESSION,
        Asked("late_minutes", "number", gettext_lazy("Minutes late, if any"), required=False),
    ),
    "session.missed": (SESSION,),
    "session.excused": (
        SESSION,
        Asked(
            "by",
            "one",
            gettext_lazy("Who excused it?"),
            only=("us", "supervisor", "director", "clinician", "treatment_team", "court", "provider"),
            start="us",
        ),
        *_REQUEST,
    ),
    "leave.granted": (
        Asked("from", "day", gettext_lazy("From which day?")),
        Asked("until", "day", gettext_lazy("Until which day?"), required=False),
        Asked(
            "by",
            "one",
            gettext_lazy("Who granted it?"),
            only=("us", "supervisor", "director", "court", "provider"),
            start="us",
        ),
        *_REQUEST,
    ),
    "leave.ended": (),
    "session.cancelled": (
        SESSION,
        Asked("by", "one", gettext_lazy("Who canceled?"), only=("client", "provider", "us", "outside")),
    ),
    "session.disrupted": (SESSION, Asked("cause", "one", gettext_lazy("What came between?"))),
    "supervisor.consulted": (
        Asked("about", "one", gettext_lazy("What about?"), start="misses"),
        Asked(
            "agreed",
            "one",
            gettext_lazy("What did you agree on?"),
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
        Asked(
            "basis",
            "one",
            gettext_lazy("What makes telling lawful?"),
            only=("consent", "court_order", "statute"),
        ),
    ),
    "court.supplemented": (),
    "court.corrected": (),
    "court.asked": (
        Asked("by", "one", gettext_lazy("Who asked?"), start="court"),
        Asked("about", "one", gettext_lazy("What about?"), required=False),
    ),
    "disclosure.made": (
        Asked("to", "one", gettext_lazy("Who was told?")),
        Asked("what", "one", gettext_lazy("What were they told?"), start="attendance"),
        Asked(
            "basis",
            "one",
            gettext_lazy("What makes telling lawful?"),
            only=("consent", "court_order", "statute"),
        ),
    ),
    "court.decided": (Asked("outcome", "one", gettext_lazy("What did the court decide?")),),
    "hearing.set": (Asked("on", "day", gettext_lazy("On which day?")),),
    "step.done": (
        Asked(
            "step", "one", gettext_lazy("What was done?"), only=("seek_basis", "hardship"), start="seek_basis"
        ),
    ),
    "service.ended": (Asked("reason", "one", gettext_lazy("Why did it end?")),),
    "case.reopened": (),
    "case.closed": (Asked("reason", "one", gettext_lazy("Why is it closed?")),),
}
GROUPS: tuple[tuple[Label, tuple[str, ...]], ...] = (
    (
        gettext_lazy("Reaching"),
        ("contact.made", "contact.stop_asked", "contact_rule.set", "client.whereabouts", "collateral.asked"),
    ),
    (
        gettext_lazy("Understanding"),
        (
            "client.heard",
            "client.declined",
            "stakes.discussed",
            "client.declared",
            "client.forewarned",
            "forewarning.unsafe",
        ),
    ),
    (
        gettext_lazy("Helping"),
        ("plan.agreed", "plan.adjusted", "action.done", "action.failed", "counsel.informed"),
    ),
    (
        gettext_lazy("Sessions"),
        (
            "session.booked",
            "session.confirmed",
            "session.moved",
            "session.attended",
            "session.missed",
            "session.excused",
            "leave.granted",
            "leave.ended",
            "session.cancelled",
            "session.disrupted",
        ),
    ),
    (gettext_lazy("Safety"), ("risk.raised", "risk.acted", "risk.watched")),
    (
        gettext_lazy("The record"),
        (
            "note.signed",
            "supervisor.consulted",
            "consent.given",
            "consent.withdrawn",
            "step.done",
            "letter.sent",
            "bill.sent",
            "bill.paid",
        ),
    ),
    (
        gettext_lazy("The court"),
        (
            "court.asked",
            "court.reported",
            "court.supplemented",
            "court.corrected",
            "disclosure.made",
            "court.decided",
            "hearing.set",
        ),
    ),
    (gettext_lazy("Ending"), ("service.ended", "case.closed", "case.reopened")),
)
