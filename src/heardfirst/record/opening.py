"""Opening cases: a client with a key of their own, a case, what was ordered, and the first entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.agency.models import Agency, Person
from heardfirst.agency.services import keep_in_force
from heardfirst.protocol import KINDS
from heardfirst.turns import let_others_in, writing
from heardfirst.vault import ClientKey, key_store, keyed_token, new_id, search_tokens

from .case_rules import version_details
from .deriving import derive
from .errors import RecordError
from .identity import Identity, seal_identity, seal_label
from .ledger import Ledger, NewEntry, first_digest, source_token
from .models import Case, CaseReference, Client, Entry, Order, Requirement, SearchToken

_AT_ONCE = 25
_KEYS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class NewRequirement:
    """A service that was ordered. ``label`` is its name as typed; ``order`` tells the orders of one case
    apart, and requirements with the same one belong to the same order."""

    kind: str = "therapy"
    label: str = field(default="", repr=False)
    order: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case about to be opened. ``references`` are what other systems call it, by kind; ``terms`` are
    those of its first order, where known. ``at`` is when it was opened, by default now."""

    identity: Identity
    requirements: Sequence[NewRequirement | str] = ("other",)
    source_key: str | None = field(default=None, repr=False)
    at: datetime | None = None
    terms: Mapping[str, Any] | None = None
    references: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case, and whether it was opened just now rather than found."""

    case: Case
    new: bool


def open_cases(
    *,
    agency: Agency,
    by: Person | None,
    worker: Person | None,
    cases: Sequence[NewCase],
    source: str = "typed",
) -> list[OpenedCase]:
    """
    Open many cases in short transactions, in the order given; one whose source key was seen before is found,
    not opened again.
    """
    if any(person is not None and person.agency_id != agency.pk for person in (worker, by)):
        raise RecordError(_("This person works at another agency."))
    opened: list[OpenedCase] = []
    for start in range(0, len(cases), _AT_ONCE):
        portion = cases[start : start + _AT_ONCE]
        if start:
            let_others_in()
        # Keys are on disk before what they seal is: the other way round, a crash between would leave a client
        # nobody can ever read.
        keys = key_store().create(len(portion))
        with writing():
            opened += _open_portion(agency, by, worker, portion, keys, source)
    return opened


def _open_portion(
    agency: Agency,
    by: Person | None,
    worker: Person | None,
    cases: Sequence[NewCase],
    keys: Sequence[ClientKey],
    source: str,
) -> list[OpenedCase]:
    # The agency's row is the lock under which "is it there already?" stays true until we commit.
    Agency.objects.select_for_update(no_key=True).only("pk").get(pk=agency.pk)
    now = clock.now()
    tokens = [
        source_token(agency, case.source_key) if case.source_key is not None else None for case in cases
    ]
    there = _found(agency, [token for token in tokens if token is not None])
    making = _CaseBuilder(agency, by, worker, source, now)
    opened: list[OpenedCase] = []
    for new, key, token in zip(cases, keys, tokens, strict=True):
        if token is not None and token in there:
            opened.append(OpenedCase(there[token], False))
            continue
        case = making.make(new, key, token)
        if token is not None:
            there[token] = case
        opened.append(OpenedCase(case, True))
    if making.cases:
        making.save()
    return opened


def opened_before(agency: Agency, source_keys: Iterable[str]) -> dict[str, Case]:
    """The cases that were opened under these source keys, by key."""
    keys = {source_token(agency, key): key for key in source_keys}
    wanted, there = list(keys), dict[str, Case]()
    for start in range(0, len(wanted), _KEYS_AT_ONCE):
        found = _found(agency, wanted[start : start + _KEYS_AT_ONCE])
        there |= {keys[token]: case for token, case in found.items()}
    return there


def _found(agency: Agency, tokens: Sequence[bytes]) -> dict[bytes, Case]:
    if not tokens:
        return {}
    opening = KINDS.stored_names("case.opened")
    rows = Entry.objects.filter(agency=agency, source_key__in=tokens, kind__in=opening)
    return {
        bytes(row.source_key or b""): row.case
        for row in rows.select_related("case__client", "case__worker", "case__agency")
    }


class _CaseBuilder:
    """Gathers the rows of new cases and writes each table once."""

    def __init__(
        self, agency: Agency, by: Person | None, worker: Person | None, source: str, now: datetime
    ) -> None:
        self.agency, self.by, self.worker, self.source, self.now = agency, by, worker, source, now
        self.scope = agency.public_id.hex
        self.rules = keep_in_force(agency=agency, at=now)
        self.clients: list[Client] = []
        self.tokens: list[SearchToken] = []
        self.cases: list[Case] = []
        self.references: list[CaseReference] = []
        self.orders: list[Order] = []
        self.requirements: list[Requirement] = []
        self.pending: list[tuple[Case, NewCase, bytes | None]] = []

    def make(self, new: NewCase, key: ClientKey, token: bytes | None) -> Case:
        client = Client(public_id=new_id(), agency=self.agency, key_id=key.id)
        client.identity = seal_identity(new.identity, key.key, client.public_id)
        case = Case(
            public_id=new_id(),
            agency=self.agency,
            client=client,
            worker=self.worker,
            protocol_name=self.rules.key,
            opened_at=(new.at or self.now).astimezone(UTC),
        )
        case.head = first_digest(self.agency.public_id, case.public_id)
        self.clients.append(client)
        self.cases.append(case)
        self.tokens += [
            SearchToken(agency=self.agency, client=client, token=token)
            for token in search_tokens(new.identity.name, scope=self.scope)
        ]
        self.references += [
            CaseReference(
                agency=self.agency, case=case, token=keyed_token(f"case/{kind}", name, scope=self.scope)
            )
            for kind, name in new.references.items()
        ]
        self._require(case, new, key.key)
        self.pending.append((case, new, token))
        return case

    def save(self) -> None:
        Client.objects.bulk_create(self.clients)
        Case.objects.bulk_create(self.cases)
        SearchToken.objects.bulk_create(self.tokens)
        CaseReference.objects.bulk_create(self.references)
        Order.objects.bulk_create(self.orders)
        Requirement.objects.bulk_create(self.requirements)
        entries: list[Entry] = []
        for case, new, token in self.pending:
            mine = [requirement for requirement in self.requirements if requirement.case is case]
            ledger = Ledger(case, mine, self.now)
            opening = NewEntry(case, "case.opened", case.opened_at, version_details(self.rules))
            ledger.add(opening, by=self.by, source=self.source, source_token=token)
            if new.terms is not None:
                opening_entry = NewEntry(
                    case, "order.changed", case.opened_at, {"terms": new.terms}, order=mine[0].order
                )
                ledger.add(opening_entry, by=self.by, source=self.source)
            entries += ledger.added
        Entry.objects.bulk_create(entries)
        derive(self.cases, self.requirements, self.now)

    def _require(self, case: Case, new: NewCase, key: bytes) -> None:
        orders: dict[str, Order] = {}
        for requested in new.requirements or ("other",):
            wanted = NewRequirement(requested) if isinstance(requested, str) else requested
            kind = known_service(wanted.kind)
            order = orders.get(wanted.order)
            if order is None:
                order = orders[wanted.order] = Order(public_id=new_id(), agency=self.agency, case=case)
                order.label = seal_label(wanted.order, key, order.public_id)
                self.orders.append(order)
            requirement = Requirement(
                public_id=new_id(), agency=self.agency, case=case, order=order, kind=kind
            )
            requirement.label = seal_label(wanted.label, key, requirement.public_id)
            self.requirements.append(requirement)


def known_service(kind: str) -> str:
    """The present name of a kind of service. Raises `RecordError` on one that is not on the closed list."""
    present = Requirement.Service.present_name(kind)
    if present not in Requirement.Service.values:
        known = ", ".join(Requirement.Service.values)
        raise RecordError(_("This is not a known type of service. Use one of: %(known)s.") % {"known": known})
    return present
