"""Reading practice calls: whose they are, where they stand, and what is true of the client in them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from heardfirst.agency.models import Person
from heardfirst.protocol import Decision
from heardfirst.record.models import Session
from heardfirst.record.reading import CaseReading

from ..models import PracticeCall
from .simulated_client import CallMove, SimulatedClient, Temper, client_of, was_heard
from .stories import CallStory, stories

__all__ = [
    "call_of", "calls_of", "client_in", "decision_in", "hangs_on", "is_over", "may_forewarn", "moves_of",
    "open_call_of", "practiced_case", "story_of",
]  # fmt: skip


def calls_of(person: Person) -> list[PracticeCall]:
    """Somebody's practice calls, the latest first."""
    return list(
        PracticeCall.objects.filter(person=person).select_related("case").order_by("-begun_at", "-pk")
    )


def open_call_of(person: Person) -> PracticeCall | None:
    """The practice call of theirs that they began last and have not ended."""
    mine = PracticeCall.objects.filter(person=person, ended_at=None).select_related("case")
    return mine.order_by("-begun_at", "-pk").first()


def call_of(person: Person, public_id: UUID) -> PracticeCall | None:
    """The practice call of that id, if it is theirs; nobody else's is ever found."""
    return _with_case().filter(person=person, public_id=public_id).first()


def practiced_case(person: Person, case_id: UUID) -> PracticeCall | None:
    """The practice call of which this is the case, if it is theirs. Every page of a case asks."""
    theirs = PracticeCall.objects.filter(person=person, case__public_id=case_id)
    found = next(iter(theirs.values_list("pk", flat=True)[:1]), None)
    return None if found is None else _with_case().get(pk=found)


def moves_of(call: PracticeCall) -> list[CallMove]:
    """What was done on the panel, in its order."""
    return [CallMove.from_json(move) for move in call.moves]


def story_of(call: PracticeCall) -> CallStory:
    """The story of a call."""
    return stories()[call.story]


def client_in(call: PracticeCall) -> SimulatedClient:
    """The client that is simulated in a call, with what is true of them."""
    return client_of(story_of(call), temper=Temper(call.temper), seed=call.seed)


def decision_in(call: PracticeCall) -> Decision:
    """What is next in a call, at its own time."""
    reading = CaseReading.of(call.case, at=call.now)
    return reading.decision(reading.requirements[0])


def may_forewarn(call: PracticeCall) -> bool:
    """Whether the client was heard, and the rules now offer to tell them first what the court will hear."""
    if not was_heard(moves_of(call)):
        return False
    decision = decision_in(call)
    offered = (decision.protocol.step(step) for step in decision.offered)
    return any("client.forewarned" in step.writes for step in offered)


def hangs_on(call: PracticeCall) -> Session | None:
    """The session that is booked and lies ahead, if there is one."""
    ahead = Session.objects.filter(
        case_id=call.case_id, outcome=Session.Outcome.PENDING, starts_at__gt=call.now
    )
    return ahead.select_related("requirement").order_by("starts_at").first()


def is_over(call: PracticeCall) -> bool:
    """Whether the response is over: the client is back, or the service ended lawfully."""
    return not decision_in(call).response_open


def _with_case() -> QuerySet[PracticeCall]:
    return PracticeCall.objects.select_related("case__agency", "case__client", "case__worker__agency")
