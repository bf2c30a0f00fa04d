"""
The answer to a question, derived by deciding its situation: the key, why, and why not each other option.

An option is tried as a good worker would carry it out: of its acts, whichever the protocol offers first is
done first, with a client who answers, and the next is looked at then. So an option is

1. *in order*: it begins with what is next (or with what may be done now), and each further act has its turn;
2. *in order at first*: it begins so, and goes on to something gentle too soon;
3. *too soon*: none of its acts may be done yet, or it begins well and then does something harsh too soon.

Among options that are all too soon, the earliest in the protocol's order wins. Never the answer is an option
with an act that no protocol offers, one that charges, escalates or ends before its turn or where nothing
calls for it, one that breaks the law or a code, and one that does only what is done or not called for.

What an option does besides the protocol's steps is in `acts_outside_protocol`; where somebody asks for
something about a client, `disclosure_requests` decides instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from heardfirst.protocol import Decision, Reason, Scenario, say
from heardfirst.protocol.vocabulary.roles import HARSH_ROLES, ROLES
from heardfirst.protocol.vocabulary.statuses import OFFERED, SHUT, STILL_OPEN, StepStatus

from .acts_outside_protocol import (
    CORRECT_ENTRY,
    DISCLOSING,
    FRAUD,
    OUTSIDE,
    REFUSE_FRAUD,
    WAIT,
    holds_wrong_absence,
    sentence_of,
    steps_of,
)
from .carrying_out import after
from .disclosure_requests import weighed
from .errors import ItemError
from .question_file import Item, Option
from .rationale import against_later, against_step, for_step, rationale

__all__ = ["Answer", "answer", "say_reason", "say_reasons"]

_HARMFUL = HARSH_ROLES - {"write"}
_REPORTS = ("notice_owed", "status_owed")
_IN_ORDER, _AT_FIRST, _TOO_SOON, _NEVER = range(4)
_OWN = "practice"


@dataclass(frozen=True, slots=True)
class Answer:
    """
    The label of the right option, the reasons for it, and for each other option why it is not. ``rationale``
    has for each label the code of what the option would do to the client and to the work; empty where the
    reasons say that themselves.
    """

    label: str
    because: tuple[Reason, ...]
    why_not: Mapping[str, tuple[Reason, ...]]
    rationale: Mapping[str, str] = field(default_factory=dict)

    def reasons(self, label: str) -> tuple[Reason, ...]:
        """Why the option of that label is the answer, or why it is not; KeyError for one there is not."""
        return self.because if label == self.label else self.why_not[label]

    def sentences(self, label: str, language: str = "en") -> tuple[str, ...]:
        """
        Why the option of that label is the answer, or why it is not, in ``en`` or ``es``: first what it would
        do to the client and to the work, then how things stand. KeyError for a label there is not.
        """
        code = self.rationale.get(label, "")
        argued = (rationale(code, language),) if code else ()
        return tuple(dict.fromkeys((*argued, *say_reasons(self.reasons(label), language))))


@dataclass(frozen=True, slots=True)
class _QuestionSetting:
    """What a question is about besides its decision: whether the record holds an absence that is none, and
    whether an option would deceive somebody."""

    decision: Decision
    wrong_entry: bool
    fraud: bool


@dataclass(frozen=True, slots=True)
class _Tried:
    """How an option fared: its class and its place within it, the smaller the better; with what it begins,
    why that is right, and what speaks against the option."""

    label: str
    rank: tuple[int, ...]
    first: str = ""
    because: tuple[Reason, ...] = ()
    against: tuple[Reason, ...] = ()
    rationale: str = ""


def answer(item: Item) -> Answer:
    """
    Derive the answer. Raises ItemError when no option can be it, or when two options are equally right.
    """
    decision = item.scenario.decide()
    if item.request:
        tried = [_Tried(*answering) for answering in weighed(item, decision)]
    else:
        setting = _question_setting(decision, item)
        tried = [_try(option, item.scenario, setting) for option in item.options]
    best = min(tried, key=lambda option: option.rank)
    if best.rank[0] == _NEVER:
        raise ItemError(
            f"{item.file}: no option can be the answer: none does what the protocol offers here, or would "
            f"come to. {_what_is_next(decision)}{_what_is_not_known(item)}"
        )
    right = [option.label for option in tried if option.rank == best.rank]
    if len(right) > 1:
        raise ItemError(
            f"{item.file}: the answer is not unique: {', '.join(right)} are equally right. Make them differ "
            "in what they do, or remove one."
        )
    why_not = {option.label: _against(option, best, item.scenario) for option in tried if option is not best}
    argued = {option.label: _rationale(option, best, decision) for option in tried}
    return Answer(best.label, best.because, MappingProxyType(why_not), MappingProxyType(argued))


def say_reason(reason: Reason, language: str = "en") -> str:
    """A reason as a sentence, in ``en`` or ``es``, be it the protocol's or this room's."""
    return sentence_of(reason, language) if reason.kind == _OWN else say(reason, language)


def say_reasons(reasons: Iterable[Reason], language: str = "en") -> tuple[str, ...]:
    """Reasons as sentences, in ``en`` or ``es``; what several of them would say alike is said once."""
    return tuple(dict.fromkeys(say_reason(reason, language) for reason in reasons))


def _try(option: Option, scenario: Scenario, setting: _QuestionSetting) -> _Tried:
    """Carry an option out, act by act, as far as the protocol goes along."""
    decision = setting.decision
    if option.acts == (WAIT,) and _may_wait(decision):
        if setting.wrong_entry:  # a record that says a wrong thing is put right first
            return _Tried(option.label, (_AT_FIRST, 0, 0, 0), WAIT, (_own("waits"),), (_own("entry_stays"),))
        return _Tried(option.label, (_IN_ORDER, 0, 0, 0), WAIT, (_own("waits"),))
    if option.acts == (CORRECT_ENTRY,) and setting.wrong_entry:
        return _Tried(option.label, (_IN_ORDER, -1, 0, 0), CORRECT_ENTRY, (_own("entry_is_wrong"),))
    if option.acts == (REFUSE_FRAUD,) and setting.fraud:
        return _Tried(option.label, (_IN_ORDER, -2, 0, 0), REFUSE_FRAUD, (_own("fraud_refused"),))
    acts, besides = steps_of(option.acts, decision)
    never = tuple(_own(_reason_against(act, decision)) for act in acts if act in OUTSIDE)
    if never:
        return _Tried(option.label, (_NEVER,), against=never)
    done, ended, left, asides = _carried_out(acts, scenario, decision)
    amiss = tuple(reason for step in left for reason in _why_not(ended, step))
    argued = against_step(ended, _worst(ended, left)) if left else ""
    early = [step for step in left if ended.standing(step).status in SHUT]
    if any(ended.standing(step).role in _HARMFUL for step in left):
        # To charge, escalate or end before its turn is never right, however little else there is to choose.
        return _Tried(option.label, (_NEVER,), done[0] if done else "", (), amiss, argued)
    if not done:
        if not early:
            return _Tried(option.label, (_NEVER,), against=amiss, rationale=argued)
        first = min(early, key=decision.protocol.places.__getitem__)
        late = (_TOO_SOON, decision.protocol.places[first], 1)
        return _Tried(
            option.label, late, first, (_own("earliest"), *_why_not(decision, first)), amiss, argued
        )
    first = done[0]
    because, begun_aside = _calls_for(decision, first), int(decision.next.step != first)
    because = (*(_own(f"{act}_first") for act in besides), *because)
    rank: tuple[int, ...]
    if not left:
        place = 0 if not begun_aside else decision.protocol.places[first]
        rank = (_IN_ORDER, begun_aside, place, asides - len(besides))
        return _Tried(option.label, rank, first, because)
    hasty = [step for step in early if ended.standing(step).role in HARSH_ROLES]
    if not hasty:
        return _Tried(option.label, (_AT_FIRST, begun_aside, len(left)), first, because, amiss, argued)
    rank = (_TOO_SOON, min(decision.protocol.places[step] for step in hasty), 0)
    return _Tried(option.label, rank, first, because, amiss, argued)


def _question_setting(decision: Decision, item: Item) -> _QuestionSetting:
    acts = {act for option in item.options for act in option.acts}
    return _QuestionSetting(
        decision, CORRECT_ENTRY in acts and holds_wrong_absence(item.scenario), bool(acts & FRAUD)
    )


def _worst(decision: Decision, left: list[str]) -> str:
    """Of the steps that could not be taken, the one that would weigh most on the client."""
    weight = {role: place for place, role in enumerate(ROLES)}
    return max(left, key=lambda step: weight[decision.standing(step).role])


def _rationale(tried: _Tried, best: _Tried, decision: Decision) -> str:
    """The code of what an option would do to the client and to the work."""
    known = decision.protocol.places
    if tried is best:
        return for_step(decision, best.first) if best.first in known else ""
    later = against_later(decision, best.first) if best.first in known and best.first != tried.first else ""
    waits = any(reason.code == WAIT for reason in tried.against)
    return tried.rationale or (later if waits or not tried.against else "")


def _what_is_next(decision: Decision) -> str:
    if decision.next.step is not None:
        return f"Next is {decision.next.step}."
    return "The next step is to wait." if _may_wait(decision) else "These rules have nothing to decide here."


def _what_is_not_known(item: Item) -> str:
    """What an item should say when its options answer something that its situation does not tell."""
    acts = {act for option in item.options for act in option.acts}
    if acts & DISCLOSING:
        return (
            ' If somebody asks about the client, say who and what they hold: request = { by = "employer", '
            'holds = "nothing" }.'
        )
    if "assess_risk" in acts:
        return " If somebody may be in danger, say it: an entry risk.raised."
    return ""


def _may_wait(decision: Decision) -> bool:
    """Whether waiting is what the rules say: something is awaited of a session, or a response is open and
    nothing can be done in it. Where there is neither, the rules say nothing of the situation at all."""
    had_sessions = bool(decision.facts.response.sessions)
    awaited = decision.response_open or (had_sessions and decision.next.wait_until is not None)
    return awaited and decision.next.step is None


def _carried_out(
    acts: tuple[str, ...], scenario: Scenario, decision: Decision
) -> tuple[list[str], Decision, list[str], int]:
    """The acts that had their turn in that order, the decision after them, the acts that never had theirs,
    and how many were taken beside what was next. What another act brought about with it is neither."""
    done: list[str] = []
    left, asides, called_for = list(acts), 0, set()
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
