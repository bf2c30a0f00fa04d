"""Reading the access log: for the privacy officer, who may know which client a line is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from heardfirst.agency.models import Person
from heardfirst.record.models import Case
from heardfirst.record.selectors import identities
from heardfirst.vault import tokens_to_look_for

from .client_names import with_name
from .models import AccessEvent
from .policies import may_read_log


def cases_named(person: Person, name: str) -> list[Case]:
    """
    The cases of the agency whose client goes by this name or a part of it, for somebody who may read the log;
    nothing for anybody else.
    """
    tokens = tokens_to_look_for(name, scope=person.agency.public_id.hex, whole_words=False)
    if not may_read_log(person):
        return []
    cases = Case.objects.filter(agency_id=person.agency_id).select_related("client")
    return [case for case, _name in with_name(cases, name, tokens, agency=person.agency)]


def about_cases(lines: QuerySet[AccessEvent], cases: Iterable[Case]) -> QuerySet[AccessEvent]:
    """Of these lines, those about one of these cases."""
    return lines.filter(case__in=list(cases))


def clients_of(lines: Iterable[AccessEvent]) -> Mapping[int, str]:
    """The clients' names that these lines are about, by the case's primary key."""
    cases = {line.case.pk: line.case for line in lines if line.case is not None}
    return {pk: identity.name for pk, identity in identities(cases.values()).items()}
