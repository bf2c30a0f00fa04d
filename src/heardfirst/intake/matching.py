"""
Whose rows these are: the clients of a file and the cases they have, or are given.

A file is matched with the cases that the importing person may book for, and no others. That a client is known
to a colleague is not for the file to find out, neither by trying it nor by bringing it in: it opens a case of
their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from heardfirst import access
from heardfirst.agency.models import Agency, Person
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Requirement
from heardfirst.record.selectors import cases_by_reference
from heardfirst.record.services import (
    NewCase,
    NewRequirement,
    add_requirement,
    open_cases,
    opened_before,
)

from .proposals import ClientInFile, ProposedAttendance

__all__ = ["Matched", "match_clients"]

REFERENCE = "attendance"
"""What the record files a client's key in provider exports under."""
_AT_ONCE = 500
_NO_MEETING = frozenset({"not a session", "void"})
"""Outcomes that show nobody: no case is opened for them."""


@dataclass(slots=True)
class Matched:
    """
    The cases of a file's clients, by the client's key, with what each case requires.

    ``opened`` are the cases that were new; ``would_open`` counts them in a dry run, where they are in no
    list. ``kept_from`` are clients whose case the importing person opened, and may not write in any more.
    """

    cases: dict[str, Case] = field(default_factory=dict)
    requirements: dict[int, list[Requirement]] = field(default_factory=dict)
    opened: list[Case] = field(default_factory=list)
    would_open: int = 0
    kept_from: set[str] = field(default_factory=set)

    def requirement(self, case: Case, kind: str | None, default: str) -> Requirement | None:
        """The service a row is about: of its kind, the only one there is, or of the default kind."""
        there = self.requirements.get(case.pk, [])
        if kind is None and len(there) == 1:
            return there[0]
        wanted = kind or default
        return next((requirement for requirement in there if requirement.kind == wanted), None)


def match_clients(
    *,
    agency: Agency,
    by: Person | None,
    worker: Person | None,
    rows: Sequence[ProposedAttendance],
    default: str,
    dry_run: bool,
) -> Matched:
    """
    Find the cases of these rows' clients, and open those there are not, for ``worker``.

    Of a client with services that the case does not have yet, they are added. Idempotent: broken off and
    begun again, it finds what it opened.
    """
    clients, services, labels = _clients(rows)
    meeting = {row.client.key for row in rows if row.outcome not in _NO_MEETING}
    matched = Matched()
    known = cases_by_reference(agency, REFERENCE, clients)
    theirs = _theirs(by, (case for cases in known.values() for case in cases))
    for key, cases in known.items():
        seen = [case for case in cases if theirs is None or case.pk in theirs]
        if seen:
            matched.cases[key] = next((case for case in seen if case.worker == worker), seen[0])
    _find_opened_before(matched, agency, by, worker, [key for key in clients if key not in matched.cases])
    unknown = [
        key for key in clients if key in meeting and key not in matched.cases and key not in matched.kept_from
    ]
    if dry_run:
        matched.would_open = len(unknown)
    else:
        _open(
            matched,
            agency,
            by,
            worker,
            {
                key: _new_case(clients[key], services[key], labels, default, _source_key(by, worker, key))
                for key in unknown
            },
        )
    _load_requirements(matched)
    if not dry_run:
        _add_services(matched, by, services, labels)
    return matched


def _clients(
    rows: Iterable[ProposedAttendance],
) -> tuple[dict[str, ClientInFile], dict[str, set[str | None]], dict[tuple[str, str], str]]:
    """The clients by key, the kinds of service of each, and by client and kind the first name it goes by."""
    clients: dict[str, ClientInFile] = {}
    services: dict[str, set[str | None]] = {}
    labels: dict[tuple[str, str], str] = {}
    for row in rows:
        key = row.client.key
        clients.setdefault(key, row.client)
        met = services.setdefault(key, set())
        if row.outcome in _NO_MEETING:
            continue
        met.add(row.requirement)
        if row.requirement is not None:
            labels.setdefault((key, row.requirement), row.label)
    return clients, services, labels


def _new_case(
    client: ClientInFile,
    kinds: set[str | None],
    labels: Mapping[tuple[str, str], str],
    default: str,
    source_key: str,
) -> NewCase:
    key = client.key
    wanted = sorted({kind or default for kind in kinds})
    return NewCase(
        identity=Identity(
            client.name or client.reference, phone=client.phone, language=client.language, born=client.born
        ),
        requirements=[NewRequirement(kind, labels.get((key, kind), "")) for kind in wanted],
        source_key=source_key,
        references={REFERENCE: key},
    )


def _theirs(by: Person | None, cases: Iterable[Case]) -> set[int] | None:
    """Of these cases those the importing person may book for; None for a command, which may for all."""
    return None if by is None else access.may_book_which(by, cases)


def _source_key(by: Person | None, worker: Person | None, key: str) -> str:
    """Whose import opened the case, for whom: what others brought in is found by nobody's import."""
    importer = by.public_id if by else "command"
    return f"{REFERENCE}/case/{importer}/{worker.public_id if worker else 'nobody'}/{key}"


def _former_source_key(worker: Person | None, key: str) -> str:
    """The same before it said whose import it was."""
    return f"{REFERENCE}/case/{worker.public_id if worker else 'nobody'}/{key}"


def _find_opened_before(
    matched: Matched, agency: Agency, by: Person | None, worker: Person | None, keys: Sequence[str]
) -> None:
    """
    The cases that this person's earlier imports opened and that no reference leads to: from a time when two
    cases could not go by one.
    """
    sources = {_source_key(by, worker, key): key for key in keys}
    former = {_former_source_key(worker, key): key for key in keys}
    there = opened_before(agency, [*sources, *former])
    theirs = _theirs(by, there.values())
    for source_key, case in there.items():
        if theirs is None or case.pk in theirs:
            matched.cases.setdefault((sources | former)[source_key], case)
        elif source_key in sources:
            matched.kept_from.add(sources[source_key])  # opened by an earlier import, and given away since


def _open(
    matched: Matched, agency: Agency, by: Person | None, worker: Person | None, new: Mapping[str, NewCase]
) -> None:
    keys = list(new)
    for start in range(0, len(keys), _AT_ONCE):
        batch = keys[start : start + _AT_ONCE]
        opened = open_cases(
            agency=agency, by=by, worker=worker, cases=[new[key] for key in batch], source="import"
        )
        theirs = _theirs(by, [opening.case for opening in opened])
        for key, opening in zip(batch, opened, strict=True):
            if theirs is not None and opening.case.pk not in theirs:
                matched.kept_from.add(key)  # opened by an earlier import, and given to somebody else since
                continue
            matched.cases[key] = opening.case
            if opening.new:
                matched.opened.append(opening.case)


def _load_requirements(matched: Matched) -> None:
    ids = sorted({case.pk for case in matched.cases.values()})
    for start in range(0, len(ids), _AT_ONCE):
        rows = Requirement.objects.filter(case_id__in=ids[start : start + _AT_ONCE]).select_related("order")
        for requirement in rows.order_by("pk"):
            matched.requirements.setdefault(requirement.case_id, []).append(requirement)


def _add_services(
    matched: Matched,
    by: Person | None,
    services: Mapping[str, set[str | None]],
    labels: Mapping[tuple[str, str], str],
) -> None:
    """A kind of service the case does not have yet becomes a requirement of its own order: what it is part
    of, only a person can say."""
    for key, case in matched.cases.items():
        there = {requirement.kind for requirement in matched.requirements.get(case.pk, [])}
        for kind in sorted(
            service for service in services[key] if service is not None and service not in there
        ):
            label = labels.get((key, kind), "")
            added = add_requirement(case=case, by=by, kind=kind, label=label)
            matched.requirements.setdefault(case.pk, []).append(added)
