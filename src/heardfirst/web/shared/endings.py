"""How a service or a case came to its end, as screens show it; and which endings there are to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from heardfirst.protocol import KINDS, fold, has_died
from heardfirst.protocol import Entry as ToldEntry
from heardfirst.record import clock, selectors
from heardfirst.record.models import Case

from ..wording.choices import label_of
from ..wording.kinds import day_said
from .flash import with_word


@dataclass(frozen=True, slots=True)
class Ended:
    """What stands at the top of a case that is over: ``died`` stops everything that is addressed to them."""

    title: str
    said: str
    died: bool = False
    reopen_href: str = ""


def died_in(told: Iterable[ToldEntry], at: datetime) -> bool:
    """Whether the client has died, as far as the chronology says."""
    kinds = (*KINDS.that("ends"), "entry.corrected")
    return has_died(fold((each for each in told if each.kind in kinds), at=at))


def stopped_by_death(case: Case) -> HttpResponse | None:
    """Where to go instead of a page on which one turns to the client; None while there is one to turn to."""
    if died_in(selectors.chronology_of(case), clock.now()):
        return redirect(with_word(reverse("case", args=[case.public_id]), "died"))
    return None


def ended_of(case: Case, name: str, standing: Sequence[ToldEntry], *, may_write: bool) -> Ended | None:
    """What to say of a case that is over, from the entries that stand, oldest first; None while it runs."""
    ends = [each for each in standing if KINDS[each.kind].ends]
    death = next((each for each in reversed(ends) if each.details.get("reason") == "died"), None)
    closed = case.status == Case.Status.CLOSED
    reopen = reverse("happened-kind", args=[case.public_id, "case.reopened"]) if closed and may_write else ""
    if death is not None:
        return Ended(
            title=_("%(name)s has died") % {"name": name},
            said=_(
                "Recorded for %(day)s. Nothing goes out to them any more: no call, no letter, no bill. What "
                "was booked is void. The record stays as it was."
            )
            % {"day": day_said(timezone.localtime(death.at).date())},
            died=True,
        )
    if closed:
        last = next((each for each in reversed(ends) if each.kind == "case.closed"), None)
        reason = label_of("reason", str(last.details.get("reason", ""))) if last is not None else ""
        said = _("Nothing is asked of anybody here any more. Whoever comes back is welcome back.")
        return Ended(
            title=_("This case is closed"), said=f"{reason}. {said}" if reason else said, reopen_href=reopen
        )
    return None


def changed_by_end(kind: str) -> str:
    """What an end changes."""
    return (
        _("Calls and letters for it end at once, and no session counts as missed from then on.")
        if kind == "service.ended"
        else _("Nothing is asked of anybody any more. Whatever was recorded stays readable.")
    )


def endings_explained(offered: Sequence[str]) -> list[str]:
    """What is to know of the endings offered, and why one that somebody may look for is not among them."""
    said = []
    if "moved_accepted" in offered:
        said.append(
            _(
                "“Moved, and accepted elsewhere” is for when the other place has said yes. Until then the "
                "service goes on here."
            )
        )
    if "discharged" not in offered:
        said.append(
            _(
                "To discharge somebody, or to close because nobody was reached, is no answer to missed "
                "sessions under the rules this case follows: calling again, another plan, the supervisor and "
                "the court come first. That is why neither stands here."
            )
        )
    if "informed_choice" not in offered:
        said.append(
            _(
                "“The client’s informed choice” opens once they said twice, days apart, that they want to "
                "stop, a talk with their lawyer was offered, and the supervisor was consulted. While the "
                "order lives, the court decides."
            )
        )
    return said
