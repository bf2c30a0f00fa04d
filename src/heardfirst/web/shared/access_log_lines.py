"""Lines for the access log, from a request: who asks, by which route and from where is the same for all."""

from __future__ import annotations

from django.http import HttpRequest

from heardfirst.access import log
from heardfirst.access.log import LoggedAction
from heardfirst.agency.models import Person
from heardfirst.record.models import Case

from .visitor import where_from

__all__ = ["LoggedAction", "note"]


def note(
    request: HttpRequest,
    what: LoggedAction,
    *,
    case: Case | None = None,
    about: Person | None = None,
    count: int | None = None,
    person: Person | None = None,
) -> None:
    """
    Put down what whoever is signed in does, or ``person`` where nobody is yet. What nobody of an agency did
    is in no agency's log.
    """
    who = person or (request.user if isinstance(request.user, Person) else None)
    if who is None:
        return
    log.note(
        agency=who.agency,
        what=what,
        person=who,
        case=case,
        about=about,
        screen=screen_of(request),
        count=count,
        place=where_from(request),
    )


def screen_of(request: HttpRequest) -> str:
    """The name of the route that was asked for."""
    return str(request.resolver_match.url_name or "") if request.resolver_match else ""
