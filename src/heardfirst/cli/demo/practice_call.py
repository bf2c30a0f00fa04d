"""A practice call that the demonstration's worker has behind her; not everything in it went well."""

from __future__ import annotations

from typing import Any

from heardfirst import clock
from heardfirst.agency.models import Person
from heardfirst.practice.calls.selectors import call_of
from heardfirst.practice.calls.services import act, begin, pass_minutes, stop
from heardfirst.practice.calls.simulated_client import Temper
from heardfirst.practice.models import PracticeCall
from heardfirst.record.services import append

_AS_IT_WAS = {"no_answer": "no_answer", "voicemail": "voicemail", "mailbox_full": "mailbox_full"}
_MOST_TRIES = 6
_SEED = 11


def practice_a_call(person: Person) -> PracticeCall:
    """Call somebody worn out until he answers, forget to say what stays private, and stop for the day."""
    begun = begin(person=person, story="drug_court", temper=Temper.WORN_OUT, seed=_SEED)
    call = call_of(person, begun.public_id) or begun
    for _try in range(_MOST_TRIES):
        if (got := act(call=call, do="dial").got) == "reached":
            break
        _records(call, "contact.tried", channel="phone", outcome=_AS_IT_WAS.get(got, "answered_other"))
        act(call=call, do="later")
    act(call=call, do="greet")
    act(call=call, do="threat")
    barriers = act(call=call, do="ask").told
    act(call=call, do="more")
    act(call=call, do="goodbye")
    _records(call, "contact.made", channel="phone", by="worker")
    _records(call, "client.heard", barriers=list(barriers) or ["none_named"])
    stop(call=call)
    return call


def _records(call: PracticeCall, kind: str, **details: Any) -> None:
    with clock.standing_at(call.now):
        append(case=call.case, by=call.case.worker, kind=kind, at=call.now, details=details)
    pass_minutes(call=call, minutes=5)
    call.refresh_from_db(fields=["now"])
