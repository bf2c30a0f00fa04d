"""What is not known yet of the orders behind imported attendance: no export says what a court ordered."""

from __future__ import annotations

import json
from collections.abc import Iterable
from uuid import UUID

from heardfirst.protocol import KINDS, Terms, read_terms
from heardfirst.record.models import Case, Entry, Order

__all__ = ["missing_terms_of"]

_AT_ONCE = 500


def missing_terms_of(cases: Iterable[Case]) -> dict[UUID, tuple[str, ...]]:
    """
    By the case's public id, which of ``at_stake``, ``report_within`` and ``basis`` some order of it lacks,
    in the order to ask. Cases that lack nothing are left out.
    """
    by_id = {case.pk: case for case in cases}
    ids = sorted(by_id)
    missing: dict[UUID, tuple[str, ...]] = {}
    nothing_said = read_terms({}).missing
    for start in range(0, len(ids), _AT_ONCE):
        batch = ids[start : start + _AT_ONCE]
        missing_by_order: dict[int, tuple[str, ...]] = {}
        changes = KINDS.stored_names("order.changed")
        entries = Entry.objects.filter(case_id__in=batch, kind__in=changes, order__isnull=False)
        for order_id, details in entries.order_by("case_id", "occurred_at", "seq").values_list(
            "order_id", "details"
        ):
            missing_by_order[order_id] = _terms_in(details).missing
        lacking: dict[int, set[str]] = {}
        for order_id, case_id in Order.objects.filter(case_id__in=batch).values_list("pk", "case_id"):
            lacking.setdefault(case_id, set()).update(missing_by_order.get(order_id, nothing_said))
        for case_id, names in lacking.items():
            if names:
                missing[by_id[case_id].public_id] = tuple(name for name in nothing_said if name in names)
    return missing


def _terms_in(details: bytes | memoryview) -> Terms:
    changed = KINDS["order.changed"].current(json.loads(bytes(details)))
    return read_terms(changed.get("terms", {}))
