"""How a service or a case came to its end, as screens show it; and which endings there are to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from heardfirst.protocol import KINDS
from heardfirst.record.models import Case
from heardfirst.record.reading import CaseReading

from ..wording.choices import label_of
from ..wording.dates import day_text
from .flash import with_message


@dataclass(frozen=True, slots=True)
class EndedCase:
    """What stands at the top of a case that is over: ``died`` stops everything that is addressed to them."""

    title: str
    text: str
    died: bool = False
    reopen_href: str = ""


def stopped_by_death(reading: CaseReading) -> HttpResponse | None:
    """Where to go instead of a page on which one turns to the client; None while there is one to turn to."""
    if reading.died:
        return redirect(with_message(reverse("case", args=[reading.case.public_id]), "died"))
    return None


def ended_case(reading: CaseReading, name: str, *, may_write: bool) -> EndedCase | None:
    """What to say of a case that is over; None while it runs."""
    case, ends = reading.case, reading.folded.of(*KINDS.that("ends"))
    death = next((entry for entry in reversed(ends) if entry.details.get("reason") == "died"), None)
    closed = case.status == Case.Status.CLOSED
    reopen = reverse("happened-kind", args=[case.public_id, "case.reopened"]) if closed and may_write else ""
    if death is not None:
        return EndedCase(
            title=_("%(name)s has died") % {"name": name},
            text=_(
                "Recorded for %(day)s. We no longer contact them: no calls, letters or bills. "
                "Booked sessions are void. The record stays as it was."
            )
            % {"day": day_text(timezone.localtime(death.at).date())},
            died=True,
        )
    if closed:
        last = next((entry for entry in reversed(ends) if entry.kind == "case.closed"), None)
        reason = label_of("reason", str(last.details.get("reason", ""))) if last is not None else ""
        text = _("There is nothing left to do here. The client is welcome to come back.")
        return EndedCase(
            title=_("This case is closed"), text=f"{reason}. {text}" if reason else text, reopen_href=reopen
        )
    return None


def changed_by_end(kind: str) -> str:
    """What an end changes."""
    return (
        _("Calls and letters about it stop right away, and no session counts as missed from then on.")
        if kind == "service.ended"
        else _("There is nothing left to do. Everything recorded stays readable.")
    )


def endings_explained(offered: Sequence[str]) -> list[str]:
    """What is to know of the endings offered, and why one that somebody may look for is not among them."""
    sentences = []
    if "moved_accepted" in offered:
        sentences.append(
            _(
                "Use “Moved, and accepted elsewhere” once the other place has accepted the "
                "client. Until then the service continues here."
            )
        )
    if "discharged" not in offered:
        sentences.append(
            _(
                "Under this case’s rules, you cannot discharge a client or close a case for "
                "missed sessions or because you could not reach them. First call again, change "
                "the plan, and involve the supervisor and the court. That is why neither reason "
                "is listed here."
            )
        )
    if "informed_choice" not in offered:
        sentences.append(
            _(
                "“The client’s informed choice” becomes available once they have said twice, "
                "days apart, that they want to stop, were offered a talk with their lawyer, and "
                "the supervisor was consulted. While the order is in effect, the court decides."
            )
        )
    return sentences
