"""A conversation put down: what was said in each of its five stages, as the entries it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst import clock
from heardfirst.guide.barriers import groups
from heardfirst.guide.recording import DOERS, choices_of_field
from heardfirst.protocol import KINDS

from ..shared.entry_forms import EntryFormFacts
from ..shared.fields import AnyOf, Day, Form, Moment, OneOf, TextLine, Words, YesNo
from ..wording.choices import choices_of
from .not_missed_forms import NewCallEntry, ask_instead, check_instead, chosen_instead, instead_entries

_CHANNELS = ("phone", "in_person", "visit", "video", "text")
_RULES = ("no_voicemail", "no_message", "no_text", "no_letter", "no_visit", "do_not_say_who", "interpreter")
NOT_ASKED, HEARD, DECLINED, COUNSEL = "not_asked", "heard", "declined", "counsel"
NOT_TALKED, NOT_SAID, UNSURE = "not_talked", "not_said", "unsure"
_HEARD: tuple[tuple[str, str | Promise], ...] = (
    (HEARD, gettext_lazy("They told me")),
    (DECLINED, gettext_lazy("They would rather not say")),
    (COUNSEL, gettext_lazy("Only through their lawyer")),
    (NOT_ASKED, gettext_lazy("We didn’t get to it")),
)
_DECLARES: tuple[tuple[str, str | Promise], ...] = (
    (NOT_SAID, gettext_lazy("It didn’t come up")),
    ("continue", gettext_lazy("Wants to continue")),
    (UNSURE, gettext_lazy("Not sure")),
    ("stop", gettext_lazy("Wants to stop")),
)
# With which entry the client's words are kept.
_WITH_WORDS = {
    HEARD: "client.heard",
    COUNSEL: "client.heard",
    DECLINED: "client.declined",
    NOT_ASKED: "contact.made",
}


class TalkedForm(Form):
    """
    What was said in one conversation. Each part may be left out: a first call need not hold everything.

    ``explained`` is how often what is at stake was explained before without a clear yes; ``adjusts`` says
    that a plan made now changes an earlier one.
    """

    def __init__(
        self,
        about: EntryFormFacts,
        *args: Any,
        explained: int = 0,
        adjusts: bool = False,
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        self.about, self.explained, self.adjusts = about, explained, adjusts
        self._ask_open()
        self._ask_listen()
        self._ask_stakes()
        self._ask_plan()
        self._ask_book()

    def clean(self) -> dict[str, Any]:
        """What two fields must say together."""
        cleaned = super().clean() or self.cleaned_data
        check_instead(self, cleaned)
        named = cleaned.get("barriers") or chosen_instead(cleaned) or "barriers" in self.errors
        if cleaned.get("heard") == HEARD and not named:
            self.add_error("barriers", _("Choose at least one, or choose “We didn’t get to it.”"))
        if cleaned.get("safe_word") and not cleaned.get("rules") and "rules" not in self.errors:
            self.add_error("rules", _("Choose at least one."))
        if cleaned.get("session_at") and "requirement" in self.fields and not cleaned.get("requirement"):
            self.add_error("requirement", _("Choose one."))
        talked = cleaned.get("when")
        if cleaned.get("session_at") and talked and cleaned["session_at"] <= talked:
            self.add_error("session_at", _("This is before you talked. Enter the next session."))
        self._check_by_when(timezone.localtime(talked or clock.now()).date())
        return cleaned

    def _check_by_when(self, talked_on: date) -> None:
        """Nobody promises for a day that has passed."""
        for who in DOERS:
            until = self.cleaned_data.get(f"until_{who}")
            if until is not None and until < talked_on:
                self.add_error(
                    f"until_{who}", _("This date has passed. Enter a future date, or leave it empty.")
                )

    def at(self, now: datetime) -> datetime:
        """When it was: as said, else ``now``."""
        return self.cleaned_data.get("when") or now

    def entries(self, now: datetime) -> list[NewCallEntry]:
        """The entries it is made of, in their order. Call it on a valid form."""
        values = self.cleaned_data
        call_entries = [
            NewCallEntry("contact.made", self._how()),
            *instead_entries(values, self.at(now)),
            *self._heard(),
            *self._safe_contact(),
            *(NewCallEntry("risk.raised", {"risk": risk, "about": "client"}) for risk in values["risks"]),
        ]
        if values["declares"] not in ("", NOT_SAID, UNSURE):
            call_entries.append(NewCallEntry("client.declared", {"intends": values["declares"]}))
        call_entries += [
            NewCallEntry("stakes.discussed", {"understood": values[name]})
            for name in ("understood", "understood_again")
            if values.get(name) and values[name] != NOT_TALKED
        ]
        call_entries += [*self._plan(self.at(now)), *self._booked()]
        theirs = _WITH_WORDS[values["heard"]]
        return [
            NewCallEntry(entry.kind, entry.details, entry.at, entry.requirement, values["words"])
            if entry.kind == theirs
            else entry
            for entry in call_entries
        ]

    def service(self) -> str | None:
        """The public id of the service that the session booked is of."""
        chosen = self.cleaned_data.get("requirement")
        return str(chosen) if chosen else self.about.requirements[0][0] if self.about.requirements else None

    # -- what became of it

    def _how(self) -> dict[str, Any]:
        values = self.cleaned_data
        how = {"channel": values["channel"], "by": values["by"]}
        return how | ({"interpreter": True} if values["interpreter"] else {})

    def _heard(self) -> Iterator[NewCallEntry]:
        values = self.cleaned_data
        if values["heard"] in (HEARD, COUNSEL):
            heard: dict[str, Any] = {"through": "counsel" if values["heard"] == COUNSEL else "self"}
            heard |= {"barriers": values["barriers"]} if values["barriers"] else {}
            heard["limits_explained"] = bool(values["limits"])
            yield NewCallEntry("client.heard", heard)
        elif values["heard"] == DECLINED:
            yield NewCallEntry("client.declined")

    def _safe_contact(self) -> Iterator[NewCallEntry]:
        values = self.cleaned_data
        if values["rules"]:
            yield NewCallEntry("contact_rule.set", {"rules": values["rules"]}, words=values["safe_word"])

    def _plan(self, talked_at: datetime) -> Iterator[NewCallEntry]:
        values = self.cleaned_data
        actions = []
        for who in DOERS:
            until = values.get(f"until_{who}") or self._before_the_session(talked_at)
            by_when = {"until": until.isoformat()} if until else {}
            actions += [{"what": what, "by": who, **by_when} for what in values[f"actions_{who}"]]
        if actions:
            yield NewCallEntry("plan.adjusted" if self.adjusts else "plan.agreed", {"actions": actions})

    def _before_the_session(self, talked_at: datetime) -> date | None:
        """The day before the next session; the day itself for one on the day they talked."""
        session = self.cleaned_data.get("session_at")
        if session is None:
            return None
        day: date = timezone.localtime(session).date()
        return max(day - timedelta(days=1), min(day, timezone.localtime(talked_at).date()))

    def _booked(self) -> Iterator[NewCallEntry]:
        values = self.cleaned_data
        if not values.get("session_at"):
            return
        starts_at, purpose = values["session_at"].isoformat(), values.get("purpose", "session")
        booked: dict[str, Any] = {"starts_at": starts_at, "by": values["booked_by"] or "us"}
        booked |= {"plan": True} if any(values[f"actions_{who}"] for who in DOERS) else {}
        booked |= {"purpose": purpose} if purpose not in ("", "session") else {}
        yield NewCallEntry("session.booked", booked, None, self.service(), values["session_for"])

    # -- what is asked

    def _ask_open(self) -> None:
        self.fields["channel"] = OneOf(
            choices_of("channel", _CHANNELS, "contact.made"), label=_("How did you talk?"), initial="phone"
        )
        self.fields["by"] = OneOf(
            choices_of("by", ("worker", "client"), "contact.made"),
            label=_("Who reached whom?"),
            initial="worker",
        )
        self.fields["interpreter"] = YesNo(label=_("An interpreter was present"))
        self.fields["limits"] = YesNo(
            label=_("I first explained what I have to report and what stays confidential")
        )

    def _ask_listen(self) -> None:
        self.fields["heard"] = OneOf(_HEARD, label=_("What got in the way?"), initial=HEARD)
        self.fields["barriers"] = AnyOf(
            choices_of("barriers", self._known("client.heard", "barriers")),
            required=False,
            label=_("What got in the way: choose at least one"),
            help_text=_(
                "Only for the plan. It is not reported unless the client agrees or the law requires it."
            ),
        )
        ask_instead(self, self.about.missed)
        risks = dict.fromkeys(
            barrier.risk for group in groups() for barrier in group.barriers if barrier.risk
        )
        self.fields["risks"] = AnyOf(
            choices_of("risk", risks), required=False, label=_("Someone may not be safe")
        )
        self.fields["words"] = Words(
            label=_("In their words"),
            help_text=_("Encrypted. Only people with access to this case can read it."),
        )
        self.fields["rules"] = AnyOf(
            choices_of("rules", _RULES, "contact_rule.set"),
            required=False,
            label=_("What keeps contact safe?"),
        )
        self.fields["safe_word"] = TextLine(
            required=False,
            label=_("A safe word, if you agreed on one"),
            help_text=_("Encrypted, and shown before the phone number."),
        )
        self.fields["declares"] = OneOf(
            _DECLARES,
            required=False,
            initial=NOT_SAID,
            label=_("Do they want to continue?"),
            help_text=_("“Not sure” is not a decision, and no decision is recorded."),
        )
        self._fold("words", _("In their words"))
        self._fold("rules", _("What keeps contact safe from now on"))
        self._fold("declares", _("They talked about stopping"), unless=NOT_SAID)

    def _ask_stakes(self) -> None:
        understood = choices_of("understood", KINDS["stakes.discussed"].fields["understood"].choices)
        self.fields["understood"] = OneOf(
            [*understood, (NOT_TALKED, _("We did not talk about it"))],
            label=_("The stakes: did they understand?"),
            initial=NOT_TALKED,
        )
        if self.explained == 0:
            self.fields["understood_again"] = OneOf(
                understood, required=False, label=_("Explained a different way: do they understand now?")
            )
        if self.explained > 1:
            self._fold("understood", _("We talked about it anyway"), unless=NOT_TALKED)

    def _ask_plan(self) -> None:
        helps = choices_of("what", self._known("plan.agreed", "actions"))
        for who, label in (
            ("us", _("What will we do?")),
            ("provider", _("What will the provider do?")),
            ("client", _("What will the client do, if they agree?")),
        ):
            self.fields[f"actions_{who}"] = AnyOf(helps, required=False, label=label)
            self.fields[f"until_{who}"] = Day(
                required=False,
                label=_("By when?"),
                help_text=_("If empty: the day before the next session."),
            )
        self._fold("actions_provider", _("What the provider will do"))
        self._fold("actions_client", _("What the client will do"))

    def _ask_book(self) -> None:
        self.fields["session_at"] = Moment(required=False, label=_("The next session"))
        if len(self.about.requirements) > 1:
            self.fields["requirement"] = OneOf(
                self.about.requirements, label=_("Which service?"), required=False
            )
        self.fields["session_for"] = TextLine(
            required=False,
            label=_("What is it for?"),
            help_text=_("In words they would use. Encrypted with the booking."),
        )
        purposes = self._known("session.booked", "purpose")
        if len(purposes) > 1:
            self.fields["purpose"] = OneOf(
                choices_of("purpose", purposes), required=False, initial="session", label=_("What kind?")
            )
            self._fold("purpose", _("Not a regular session"), unless="session")
        self.fields["booked_by"] = OneOf(
            choices_of("by", choices_of_field("session.booked", "by", {}) or (), "session.booked"),
            required=False,
            initial="us",
            label=_("Who booked it?"),
            help_text=_("A time the client arranged is always accepted."),
        )
        self.fields["when"] = Moment(
            past=True, required=False, label=_("When did you talk?"), help_text=_("If empty: just now.")
        )
        self._fold("booked_by", _("Somebody else booked it"), unless="us")
        self._fold("when", _("It happened earlier"))

    def _fold(self, name: str, summary: str, *, unless: str = "") -> None:
        """Let a field stand folded away under these words, while nothing or ``unless`` is chosen in it."""
        self.fields[name].fold = summary  # type: ignore[attr-defined]
        self.fields[name].rests_at = unless  # type: ignore[attr-defined]

    def _known(self, kind: str, name: str) -> list[str]:
        only = self.about.only.get(f"{kind}.{name}", self.about.only.get(name))
        return list(only if only is not None else KINDS[kind].fields[name].choices)
