"""
The situation of one conversation: what is known about it, and which conditions of the script hold.

Built from facts only. Nothing in it is stored, and it prints as nothing, because it knows a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from heardfirst.protocol import KINDS, Decision, Fold, Terms
from heardfirst.protocol.facts.hearing import Hearing
from heardfirst.protocol.facts.reach import SafeContact
from heardfirst.protocol.vocabulary.closed_lists import STAKES
from heardfirst.protocol.vocabulary.entries import belongs
from heardfirst.protocol.vocabulary.terms import CAPACITIES, ReportDuty
from heardfirst.record.identity import Identity

from .texts import written

__all__ = ["CONDITIONS", "Situation", "conditions_of", "needs_interpreter", "situation_of"]

_MANY = 4
_THEIRS = frozenset({"provider", "interpreter", "technical"})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Situation:
    """
    What is known before somebody calls. ``language`` is the client's, empty where nobody said it; what the
    order does not say is None.

    ``missed`` and ``tried`` count within the response. ``ours`` and ``provider`` say whose doing the latest
    one was, where it was not the client's. ``explained`` is how often the stakes were explained without a
    clear yes. ``stopping`` is ``no``, ``unsure`` or ``stop``. ``status`` says that the order asks for reports
    at their time besides those of missed sessions. ``office`` is what the agency goes by where others hear or
    read it, ``number`` the one to call back; both may be empty.
    """

    name: str
    worker: str
    agency: str
    office: str = ""
    number: str = ""
    language: str = "en"
    missed: int = 1
    tried: int = 0
    ours: bool = False
    provider: bool = False
    at_stake: str | None = None
    hearing: date | None = None
    required: int | None = None
    attended: int = 0
    duty: ReportDuty | None = None
    no_reports: bool = False
    report_from: int = 1
    report_to: str = "court"
    status: bool = False
    basis: bool = False
    capacity: str | None = None
    explained: int = 0
    came_back: bool = False
    stopping: str = "no"
    interpreter: bool = False
    say_who: bool = True
    may_leave_message: bool = True
    may_text: bool = True
    may_write: bool = True

    def __repr__(self) -> str:
        return "Situation(…)"


CONDITIONS = frozenset(
    {
        "missed.none", "missed.one", "missed.several", "missed.many", "tried", "ours", "provider", "hearing",
        "counted", "duty.reports", "duty.later", "duty.none", "duty.unknown", "basis", "explained.none",
        "explained.once", "explained.twice", "came_back", "stopping.no", "stopping.unsure", "stopping.stop",
        "interpreter", "say_who", "may_leave_message", "may_text", "may_write", "status",
        "number",
        *(f"stake.{stake}" for stake in (*STAKES, "none")),
        *(f"capacity.{capacity}" for capacity in (*CAPACITIES, "none")),
    }
)  # fmt: skip
"""Every condition that a line of the script may ask for."""


def conditions_of(situation: Situation) -> frozenset[str]:
    """The conditions that hold: exactly one of each dotted group, and those of the others that are so."""
    flags = (
        "ours", "provider", "basis", "came_back", "interpreter", "say_who", "may_leave_message", "may_text",
        "may_write", "status",
    )  # fmt: skip
    known = {flag for flag in flags if getattr(situation, flag)}
    known |= {"tried"} if situation.tried else set()
    known |= {"number"} if situation.number else set()
    known |= {"hearing"} if situation.hearing is not None else set()
    known |= {"counted"} if situation.required is not None else set()
    return frozenset(
        known
        | {
            f"missed.{_how_many(situation.missed)}",
            f"stake.{situation.at_stake or 'none'}",
            f"capacity.{situation.capacity or 'none'}",
            f"duty.{_duty(situation)}",
            f"explained.{('none', 'once', 'twice')[min(situation.explained, 2)]}",
            f"stopping.{situation.stopping}",
        }
    )


def situation_of(
    *,
    decision: Decision,
    terms: Terms,
    identity: Identity,
    folded: Fold,
    contact: SafeContact,
    hearing: Hearing | None,
    worker: str,
    agency: str,
    capacity: str = "",
    office: str = "",
    number: str = "",
    requirement: str | None = None,
    unsure: bool = False,
) -> Situation:
    """
    The situation at the moment of a decision, from the entries of the case folded at that moment, with the
    next ``hearing`` then. ``capacity``, ``office`` and ``number`` are the agency's own; what the order says
    of the capacity goes before it. ``unsure`` is what the worker heard; nothing in the record says it.
    """
    facts = decision.facts
    since = facts.clocks.get("missed")
    our_doing, provider = _whose_doing(decision, folded, requirement)
    back = folded.latest("contact.made")
    return Situation(
        name=identity.name,
        worker=worker,
        agency=agency,
        office=office,
        number=number,
        language=identity.language,
        missed=int(facts.counts.get("missed", 0)),
        tried=int(facts.counts.get("attempts", 0)),
        ours=our_doing,
        provider=provider,
        at_stake=terms.at_stake,
        hearing=None if hearing is None else hearing.day,
        required=terms.required_sessions,
        attended=sum(belongs(entry, requirement) for entry in folded.of("session.attended")),
        duty=terms.report_within,
        no_reports=terms.no_reports,
        report_from=terms.report_from,
        report_to=terms.report_to,
        status=terms.status_every is not None or terms.status_before is not None,
        basis=decision.holds("lawful_basis"),
        capacity=terms.capacity or capacity or None,
        explained=_explained(decision),
        came_back=back is not None
        and back.details.get("by") == "client"
        and (since is None or back.at >= since),
        stopping=_stopping(decision, unsure=unsure),
        interpreter=needs_interpreter(contact, identity.language),
        say_who=contact.may_say_who,
        may_leave_message=contact.may_leave_message,
        may_text=contact.may_text,
        may_write=contact.may_write,
    )


def needs_interpreter(contact: SafeContact, language: str) -> bool:
    """Whether somebody has to interpret: it was asked for, or nobody here writes in the client's language."""
    return contact.with_interpreter or not (language == "" or written(language))


def _how_many(missed: int) -> str:
    if missed <= 1:
        return "one" if missed else "none"
    return "many" if missed >= _MANY else "several"


def _duty(situation: Situation) -> str:
    if situation.no_reports:
        return "none"
    if situation.duty is None:
        return "unknown"
    return "later" if situation.missed < situation.report_from else "reports"


def _whose_doing(decision: Decision, folded: Fold, requirement: str | None) -> tuple[bool, bool]:
    """
    Whether we let the client down, and whether the provider did: at the latest session's end, or by a promise
    of ours that the rules count as broken.
    """
    our_doing = not decision.holds("ours_done")
    outcomes = [entry for entry in folded.of(*KINDS.that("outcome")) if belongs(entry, requirement)]
    last = outcomes[-1] if outcomes else None
    if last is None:
        return our_doing, False
    by, cause = last.details.get("by"), last.details.get("cause")
    called_off = last.kind == "session.canceled"
    our_doing = our_doing or cause == "our_ride" or (called_off and by == "us")
    theirs = last.kind == "session.turned_away" or cause in _THEIRS or (called_off and by == "provider")
    return our_doing, theirs


def _explained(decision: Decision) -> int:
    if decision.holds("explained_twice"):
        return 2
    return int(decision.holds("explained") and not decision.holds("understood"))


def _stopping(decision: Decision, *, unsure: bool) -> str:
    if unsure:
        return "unsure"
    return "stop" if decision.holds("declared_stop") else "no"
