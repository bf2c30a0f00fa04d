"""We already talked: the whole of a conversation in one short form, as the entries it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst.protocol import KINDS

from ..wording.choices import choices_of
from .entry import About
from .fields import AnyOf, Form, Moment, OneOf, Words, YesNo

Told = tuple[str, dict[str, Any]]

_CHANNELS = ("phone", "in_person", "visit", "video", "text")
_SIDES = ("us", "provider", "client")
NOT_ASKED, HEARD, DECLINED, COUNSEL = "not_asked", "heard", "declined", "counsel"
NOT_TALKED = "not_talked"
_HEARD: tuple[tuple[str, str | Promise], ...] = (
    (HEARD, gettext_lazy("They told me")),
    (DECLINED, gettext_lazy("They would rather not say")),
    (COUNSEL, gettext_lazy("Only through their lawyer")),
    (NOT_ASKED, gettext_lazy("We did not get to it")),
)


class TalkedForm(Form):
    """
    What was said in one conversation: how it came about, what got in the way, what is at stake, the plan and
    the next session. Each part may be left out, since a first call need not hold everything.
    """

    def __init__(self, about: About, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.about = about
        self.fields["channel"] = OneOf(
            choices_of("channel", _CHANNELS, "contact.made"), label=_("How did you talk?"), initial="phone"
        )
        self.fields["by"] = OneOf(
            choices_of("by", ("worker", "client"), "contact.made"),
            label=_("Who reached whom?"),
            initial="worker",
        )
        self.fields["heard"] = OneOf(_HEARD, label=_("What got in the way?"), initial=HEARD)
        self.fields["barriers"] = AnyOf(
            choices_of("barriers", self._known("client.heard", "barriers")),
            required=False,
            label=_("What they named"),
            help_text=_(
                "For the plan only. None of it goes into a report unless they agree or the law requires it."
            ),
        )
        self.fields["limits"] = YesNo(label=_("I said first what I must pass on and what stays with me"))
        self.fields["words"] = Words(
            label=_("In their words, if you like"),
            help_text=_("Kept sealed. Only who may open this case can read it."),
        )
        self.fields["understood"] = OneOf(
            [
                *choices_of("understood", KINDS["stakes.discussed"].fields["understood"].choices),
                (NOT_TALKED, _("We did not talk about it")),
            ],
            label=_("What is at stake: did they understand?"),
            initial=NOT_TALKED,
        )
        helps = choices_of("what", self._known("plan.agreed", "actions"))
        self.fields["actions_us"] = AnyOf(helps, required=False, label=_("What will we do?"))
        self.fields["actions_provider"] = AnyOf(helps, required=False, label=_("What will the provider do?"))
        self.fields["actions_client"] = AnyOf(
            helps, required=False, label=_("What does the client take on, if they agree?")
        )
        self.fields["session_at"] = Moment(required=False, label=_("The next session"))
        if len(about.requirements) > 1:
            self.fields["requirement"] = OneOf(about.requirements, label=_("Which service?"), required=False)
        self.fields["when"] = Moment(
            past=True, required=False, label=_("When did you talk?"), help_text=_("Left empty: just now.")
        )
        for name, summary in (
            ("words", _("In their words")),
            ("actions_provider", _("What the provider will do")),
            ("actions_client", _("What the client takes on")),
            ("when", _("It was earlier than now")),
        ):
            self.fields[name].fold = summary  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What two fields must say together."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("heard") == HEARD and not cleaned.get("barriers") and "barriers" not in self.errors:
            self.add_error("barriers", _("Choose at least one, or say that you did not get to it."))
        if cleaned.get("session_at") and "requirement" in self.fields and not cleaned.get("requirement"):
            self.add_error("requirement", _("Choose one."))
        talked = cleaned.get("when")
        if cleaned.get("session_at") and talked and cleaned["session_at"] <= talked:
            self.add_error("session_at", _("This is before you talked. Give the session that comes."))
        return cleaned

    def at(self, now: datetime) -> datetime:
        """When it was: as said, else ``now``."""
        return self.cleaned_data.get("when") or now

    def entries(self) -> Iterator[Told]:
        """The entries it is made of, in their order: kind and details. Call it on a valid form."""
        said = self.cleaned_data
        yield "contact.made", {"channel": said["channel"], "by": said["by"]}
        if said["heard"] in (HEARD, COUNSEL):
            heard: dict[str, Any] = {"through": "counsel" if said["heard"] == COUNSEL else "self"}
            heard |= {"barriers": said["barriers"]} if said["barriers"] else {}
            heard |= {"limits_explained": True} if said["limits"] else {}
            yield "client.heard", heard
        elif said["heard"] == DECLINED:
            yield "client.declined", {}
        if said["understood"] != NOT_TALKED:
            yield "stakes.discussed", {"understood": said["understood"]}
        actions = [{"what": what, "by": who} for who in _SIDES for what in said[f"actions_{who}"]]
        if actions:
            yield "plan.agreed", {"actions": actions}
        if said.get("session_at"):
            booked: dict[str, Any] = {"starts_at": said["session_at"].isoformat(), "by": "us"}
            yield "session.booked", booked | ({"plan": True} if actions else {})

    def requirement(self) -> str | None:
        """The public id of the service that the session booked is of."""
        chosen = self.cleaned_data.get("requirement")
        return str(chosen) if chosen else self.about.requirements[0][0] if self.about.requirements else None

    def _known(self, kind: str, name: str) -> list[str]:
        only = self.about.only.get(f"{kind}.{name}", self.about.only.get(name))
        return list(only if only is not None else KINDS[kind].fields[name].choices)
