"""The cases whose client goes by a name: found by its search tokens, then by the names themselves, which have
to be opened for that."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from heardfirst.agency.models import Agency
from heardfirst.record.models import Case
from heardfirst.record.selectors import identities
from heardfirst.vault import name_matches

__all__ = ["with_name"]

_OPENED_AT_MOST = 300


def with_name(
    cases: QuerySet[Case],
    name: str,
    tokens: Collection[bytes],
    *,
    agency: Agency,
    opened_at_most: int = _OPENED_AT_MOST,
) -> list[tuple[Case, str]]:
    """Those of these cases whose client goes by this name or a part of it, the latest first, each with the
    client's name. Without ``tokens`` of the name to look for there are none."""
    if not tokens:
        return []
    for token in tokens:
        cases = cases.filter(client__search_tokens__agency_id=agency.pk, client__search_tokens__token=token)
    candidates = list(cases.order_by("-pk")[:opened_at_most])
    who = identities(candidates)
    return [
        (case, who[case.pk].name)
        for case in candidates
        if case.pk in who and name_matches(name, who[case.pk].name)
    ]
