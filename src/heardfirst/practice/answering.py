"""
The answer to a question, derived by deciding its situation: the key, why, and why not each other option.

An option is tried as a good worker would carry it out: of its acts, whichever the protocol offers first is
done first, with a client who answers, and the next is looked at then. So an option is

1. *in order*: it begins with what is next (or with what may be done now), and each further act has its turn;
2. *in order at first*: it begins so, and goes on to something gentle too soon;
3. *too soon*: none of its acts may be done yet, or it begins well and then does something harsh too soon.

Among options that are all too soon, the earliest in the protocol's order wins. Never the answer is an option
with an act that no protocol offers, one that charges, escalates or ends where nothing calls for it, and one
that does only what is done already or not called for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from heardfirst.protocol import Decision, Reason, Scenario, say
from heardfirst.protocol.vocabulary.roles import HARSH_ROLES
from heardfirst.protocol.vocabulary.statuses import OFFERED, SHUT, STILL_OPEN, StepStatus

from .acts_outside_protocol import OUTSIDE, WAIT, sentence_of
from .carrying_out import after
from .errors import ItemError
from .question_file import Item, Option

__all__ = ["Answer", "answer", "say_reason", "say_reasons"]

_HARMFUL = HARSH_ROLES - {"write"}
_REPORTS = ("notice_owed", "status_owed")
_IN_ORDER, _AT_FIRST, _TOO_SOON, _NEVER = range(4)
_OWN = "practice"


@dataclass(frozen=True, slots=True)
class Answer:
    """The label of the right option, the reasons for it, and for each other option why it is not."""

    label: str
    because: tuple[Reason, ...]
    why_not: Mapping[str, tuple[Reason, ...]]

    def reasons(self, label: str) -> tuple[Reason, ...]:
        """Why the option of that label is the answer, or why it is not; KeyError for one there is not."""
        return self.because if label == self.label else self.why_not[label]


@dataclass(frozen=True, slots=True)
class _Tried:
    """How an option fared: its class and its place within it, the smaller the better; with what it begins,
    why that is right, and what speaks against the option."""

    label: str
    rank: tuple[int, ...]
    first: str = ""
    because: tuple[Reason, ...] = ()
    against: tuple[Reason, ...] = ()


def answer(item: Item) -> Answer:
    """
    Derive the answer. Raises ItemError when no option can be it, or when two options are equally right.
    """
    decision = item.scenario.decide()
    tried = [_try(option, item.scenario, decision) for option in item.options]
    best = min(tried, key=lambda option: option.rank)
    if best.rank[0] == _NEVER:
        raise ItemError(
            f"{item.file}: no option can be the answer: none does what the protocol offers here, or would "
            f"come to. {_what_is_next(decision)}"
        )
    right = [option.label for option in tried if option.rank == best.rank]
    if len(right) > 1:
        raise ItemError(
            f"{item.file}: the answer is not unique: {', '.join(right)} are equally right. Make them differ "
            "in what they do, or remove one."
        )
    why_not = {option.label: _against(option, best, item.scenario) for option in tried if option is not best}
    return Answer(best.label, best.because, MappingProxyType(why_not))


def say_reason(reason: Reason, language: str = "en") -> str:
    """A reason as a sentence, in ``en`` or ``es``, be it the protocol's or this room's."""
    return sentence_of(reason, language) if reason.kind == _OWN else say(reason, language)


def say_reasons(reasons: Iterable[Reason], language: str = "en") -> tuple[str, ...]:
    """Reasons as sentences, in ``en`` or ``es``; what several of them would say alike is said once."""
    return tuple(dict.fromkeys(say_reason(reason, language) for reason in reasons))


def _try(option: Option, scenario: Scenario, decision: Decision) -> _Tried:
    """Carry an option out, act by act, as far as the protocol goes along."""
    if option.acts == (WAIT,) and _may_wait(decision):
        return _Tried(option.label, (_IN_ORDER, 0, 0, 0), WAIT, (_own("waits"),))
    never = tuple(_own(_reason_against(act, decision)) for act in option.acts if act in OUTSIDE)
    if never:
        return _Tried(option.label, (_NEVER,), against=never)
    done, ended, left, asides = _carried_out(option, scenario, decision)
    amiss = tuple(reason for step in left for reason in _why_not(ended, step))
    if not done:
        early = [step for step in left if ended.standing(step).status in SHUT]
        if not early:
            return _Tried(option.label, (_NEVER,), against=amiss)
        first = min(early, key=decision.protocol.places.__getitem__)
        late = (_TOO_SOON, decision.protocol.places[first], 1)
        return _Tried(option.label, late, first, (_own("earliest"), *_why_not(decision, first)), amiss)
    first = done[0]
    because, begun_aside = _calls_for(decision, first), int(decision.next.step != first)
    rank: tuple[int, ...]
    if not left:
        rank = (_IN_ORDER, begun_aside, 0 if not begun_aside else decision.protocol.places[first], asides)
        return _Tried(option.label, rank, first, because)
    early = [step for step in left if ended.standing(step).status in SHUT]
    harsh = [
        step for step in left if ended.standing(step).role in (HARSH_ROLES if step in early else _HARMFUL)
    ]
    if not harsh:
        return _Tried(option.label, (_AT_FIRST, begun_aside, len(left)), first, because, amiss)
    if all(step in early for step in harsh):
        rank = (_TOO_SOON, min(decision.protocol.places[step] for step in harsh), 0)
        return _Tried(option.label, rank, first, because, amiss)
    return _Tried(option.label, (_NEVER,), first, because, amiss)


def _what_is_next(decision: Decision) -> str:
    if decision.next.step is not None:
        return f"Next is {decision.next.step}."
    return "The next step is to wait." if _may_wait(decision) else "These rules have nothing to decide here."


def _may_wait(decision: Decision) -> bool:
    """Whether waiting is what the rules say: something is awaited, or a response is open and nothing can be
    done in it. Where there is neither, the rules say nothing of the situation at all."""
    awaited = decision.response_open or decision.next.wait_until is not None
    return awaited and decision.next.step is None


def _carried_out(
    option: Option, scenario: Scenario, decision: Decision
) -> tuple[list[str], Decision, list[str], int]:
    """The acts that had their turn in that order, the decision after them, the acts that never had theirs,
    and how many were taken beside what was next. What another act brought about with it is neither."""
    done: list[str] = []
    left, asides, called_for = list(option.acts), 0, set()
    while True:
        statuses = {act: decision.standing(act).status for act in left}
        called_for |= {act for act, status in statuses.items() if status in STILL_OPEN}
        left = [act for act in left if not (statuses[act] == "done" and act in called_for)]
        offered = [act for act in left if statuses[act] in OFFERED]
        if not offered:
            return done, decision, left, asides
        step = next((act for act in offered if statuses[act] == "now"), None)
        if step is None:
            step, asides = min(offered, key=decision.protocol.places.__getitem__), asides + 1
        left.remove(step)
        done.append(step)
        scenario = after(scenario, step)
        decision = scenario.decide()


def _calls_for(decision: Decision, step: str) -> tuple[Reason, ...]:
    """What calls for a step: of the reasons its standing gives, those that tell of something, not those by
    which something else would only have kept it away."""
    reasons, rule = decision.standing(step).because, decision.protocol.step(step)
    goals = {literal for line in rule.done for literal in line.literals}
    telling = tuple(
        reason
        for reason in reasons
        if not reason.code.startswith("not ") or reason.code.removeprefix("not ") in goals
    )
    return telling or reasons


def _why_not(decision: Decision, step: str) -> tuple[Reason, ...]:
    """Why a step may not be taken here: what is missing first, what it waits for, or what of that which would
    call for it does not hold."""
    standing, rule = decision.standing(step), decision.protocol.step(step)
    if standing.status in OFFERED:
        return ()
    if standing.missing:
        return standing.missing
    counts, bits, own = decision.facts.counts, decision.facts.bits, decision.protocol.thresholds
    if standing.status is StepStatus.WAITING and rule.waits is not None:
        return (Reason(rule.waits, counts, "no", own),)
    return tuple(Reason(line.code, counts, "no", own) for line in rule.wanted if not line.holds(bits))


def _reason_against(act: str, decision: Decision) -> str:
    """The name of what speaks against an act: to say little, or nothing, is another thing while the court is
    owed a report."""
    owed = any(decision.holds(report) for report in _REPORTS)
    return f"{act}_though_owed" if act in ("say_least", "refuse_to_say") and owed else act


def _against(tried: _Tried, best: _Tried, scenario: Scenario) -> tuple[Reason, ...]:
    """What speaks against an option that is not the answer; where nothing does by itself, the answer's first
    step, which comes earlier."""
    if tried.against:
        return tried.against
    protocol = scenario.protocol
    if best.first in protocol.places and best.first != tried.first:
        moved = protocol.places[best.first] > protocol.places.get(tried.first, len(protocol.steps))
        return (_own("moved_up" if moved else "later_in_order", first=protocol.step(best.first).label),)
    return (_own("less_in_order"),)


def _own(code: str, **filled: Mapping[str, str]) -> Reason:
    return Reason(code, filled, _OWN)
