"""
The gate that every new protocol goes through: a step is shown as what it does.

What a step does follows from the entries it writes and to whom (`vocabulary.acts`). A file in which a role
says less than that, or which tells somebody without a basis for that very recipient, is refused here with its
line and the word that would be right, before anything is explored. A text that was kept is read as it was.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..vocabulary.acts import ACTS_OF_ROLES, events_of, own_of, protects, tasks_of
from ..vocabulary.closed_lists import LISTS
from ..vocabulary.kinds import KINDS
from ..vocabulary.protocol import Disclosure, Protocol, Step
from ..vocabulary.texts import first_small
from ..vocabulary.thresholds import AsksBack, FeeOwed, Inquiry, Lacking

__all__ = ["ActFault", "faults_in_acts"]

_DOES = {
    "writes": "writes to the client", "charges": "charges or sanctions the client",
    "tells": "tells somebody outside", "ends": "ends the service",
}  # fmt: skip
_BROUGHT_ABOUT_BY = {
    "staff": "people record that by itself", "client": "the client does that, and staff record it then",
    "outside": "others do that, and staff record it when they learn of it",
}  # fmt: skip
_REQUESTS = {
    "excuse_lacks": ("excuse_asked", '"anything"'),
    "leave_lacks": ("leave_asked", '"anything"'),
    "asks_back": ("wants_back", "true"),
}
_RISKS = frozenset({"risk_open", "risk_look_due", "abuse_report_owed"})
_ROLES = {"writes": '"write"', "charges": '"charge"', "tells": '"escalate" or "report"', "ends": '"end"'}


@dataclass(frozen=True, slots=True)
class ActFault:
    """What is wrong with one step, at which of its keys, in words for the person who wrote it."""

    step: str
    key: str
    message: str


def faults_in_acts(protocol: Protocol, step: Step) -> list[ActFault]:
    """What the step does that it is not shown as, or may not do; empty when all is well."""
    found: list[ActFault] = []

    def fault(key: str, message: str) -> None:
        found.append(ActFault(step.name, key, message))

    for kind in step.writes:
        if not KINDS[kind].of_steps:
            fault("writes", f"no step writes {kind}: {_BROUGHT_ABOUT_BY[KINDS[kind].by]}.")
        if KINDS[kind].beside and KINDS[kind].beside not in step.writes:
            other = KINDS[kind].beside
            fault("writes", f'the step may end in {other} as well: writes = ["{other}", "{kind}"].')
        if KINDS[kind].tells == "order" and not protocol.mandated:
            fault(
                "writes",
                f"{kind} tells a court, and [order] says that none ordered this: write disclosure.made.",
            )
    shown_as = ACTS_OF_ROLES.get(step.role)
    hidden = sorted(step.acts - {shown_as})
    if hidden:
        kinds = " and ".join(_kinds_of(protocol, step, hidden[0]))
        if shown_as is not None and shown_as in _written_acts(protocol, step):
            fault(
                "writes",
                f"{kinds} {_DOES[hidden[0]]}, and the step {_DOES[shown_as]} as well: make two steps.",
            )
        else:
            fault("role", f'{kinds} {_DOES[hidden[0]]}, so role is {_ROLES[hidden[0]]}, not "{step.role}".')
    found += _faults_in_claims(protocol, step)
    found += _faults_in_protecting(step, tasks_of(step, protocol.thresholds))
    if _tells_nobody(step):
        fault(
            "done",
            'say who is told: done = ["victim_told"], where [atoms] has victim_told = { told = "victim" }.',
        )
    for disclosure in step.disclosures:
        found += _faults_in_disclosure(protocol, step, disclosure)
    if "step.done" in step.writes and not tasks_of(step, protocol.thresholds) and not _waives(protocol, step):
        fault(
            "done",
            'say which task is done: done = ["papers_asked"], where [atoms] has '
            'papers_asked = { done = "papers_asked" }.',
        )
    if "program.event" in step.writes and not events_of(step, protocol.thresholds):
        fault(
            "done",
            'say what happens: done = ["essay_given"], where [atoms] has essay_given = { event = "…" } and '
            "[events] declares that.",
        )
    return found


def _faults_in_claims(protocol: Protocol, step: Step) -> list[ActFault]:
    """What the step would record as so at a time when it cannot be, such as that the client was heard
    before anybody reached them."""
    required = {kind: KINDS[kind].requires for kind in step.writes}
    required |= {task: LISTS["task"].requires.get(task, ()) for task in tasks_of(step, protocol.thresholds)}
    found = []
    for name, facts in required.items():
        if not facts or any(
            not line.unless and all(_is_one_of(facts, literal, protocol) for literal in line.literals)
            for line in (*step.wanted, *step.needs)
        ):
            continue
        message = f"{name} may be recorded only while {_right_words(facts, protocol)}."
        found.append(ActFault(step.name, "needs" if step.needs else "wanted", message))
    return found


def _is_one_of(facts: tuple[str, ...], literal: str, protocol: Protocol) -> bool:
    threshold = protocol.thresholds.get(literal)
    sort = f"{threshold.of}_lacks" if isinstance(threshold, Lacking) else ""
    return bool({literal, "asks_back" if isinstance(threshold, AsksBack) else sort} & set(facts))


def _right_words(facts: tuple[str, ...], protocol: Protocol) -> str:
    built_in = [fact for fact in facts if fact in protocol.bits]
    names = ", ".join(f'"{fact}"' for fact in built_in)
    line = names if len(built_in) < 2 else f"{{ any = [{names}] }}"
    ways = [f"{' or '.join(built_in)} holds: needs = [{line}], in a line that nothing waives"] if line else []
    ways += [
        f'a request waits: wanted = ["{name}"], with {name} = {{ {fact} = {value} }}'
        for fact, (name, value) in _REQUESTS.items()
        if fact in facts
    ]
    return ", or ".join(ways)


def _faults_in_protecting(step: Step, tasks: tuple[str, ...]) -> list[ActFault]:
    """Whether a step that is shown as protecting does so, and reports a risk only while there is one."""
    found: list[ActFault] = []

    def fault(key: str, message: str) -> None:
        found.append(ActFault(step.name, key, message))

    if step.role == "protect" and not protects(step):
        able = ", ".join(kind for kind in KINDS if "protects" in KINDS[kind].acts)
        fault("role", f'role "protect" is for steps that act on a risk: they write one of {able}.')
    reports = [kind for kind in step.writes if kind == "report.made"]
    for name in (*reports, *(task for task in tasks if "protects" in LISTS["task"].acts.get(task, ()))):
        if step.role != "protect":
            fault("role", f'{name} tells somebody outside of a risk, so role is "protect".')
        if not _only_at_a_risk(step):
            fault(
                "wanted",
                f"{name} tells somebody outside of a risk: let a line of wanted name nothing but "
                '"risk_open", "risk_look_due" or "abuse_report_owed".',
            )
    return found


def _faults_in_disclosure(protocol: Protocol, step: Step, disclosure: Disclosure) -> list[ActFault]:
    conditions = {literal for line in (*step.wanted, *step.needs) for literal in line.literals}
    if disclosure.form == "answer" and any(
        isinstance(question := protocol.thresholds.get(literal), Inquiry) and question.by == "anyone"
        for literal in conditions
    ):
        message = (
            'who asked decides whether they may be told: asked_by = "authority" for the court and whom the '
            'order may name, or one asker, such as "counsel"; "anyone" is nobody in particular.'
        )
        return [ActFault(step.name, "wanted", message)]
    if conditions & set(disclosure.basis):
        return []
    if disclosure.to:
        whom = first_small(LISTS["recipient"].labels[disclosure.to]["en"])
        known = next((name for name in disclosure.basis if name != "lawful_basis"), f"{disclosure.to}_basis")
        message = f'this tells {whom}, which needs a basis for telling exactly them: needs = ["{known}"]'
        if known not in protocol.thresholds:
            message += f', where [atoms] has {known} = {{ release_for = "{disclosure.to}" }}'
        if disclosure.presence:
            if {"in_touch", "heard"} & conditions and "not stop_asked" in conditions:
                return []
            message += ', or the client with us: needs = ["in_touch", "not stop_asked"]'
        if "lawful_basis" in conditions:
            message += ". lawful_basis is the basis for whom the order names, and for nobody else"
        return [ActFault(step.name, "needs", message + ".")]
    return [
        ActFault(
            step.name, "needs", 'this tells the court, or whom the order names: needs = ["lawful_basis"].'
        )
    ]


def _written_acts(protocol: Protocol, step: Step) -> set[str]:
    return {act for act in step.acts if _kinds_of(protocol, step, act)}


def _kinds_of(protocol: Protocol, step: Step, act: str) -> list[str]:
    """What of the step's entries is such an act: kinds, and tasks by their names."""
    kinds = [
        kind for kind in step.writes if act in KINDS[kind].acts or (act == "tells" and KINDS[kind].tells)
    ]
    tasks = [task for task in tasks_of(step, protocol.thresholds) if act in LISTS["task"].acts.get(task, ())]
    own = [
        known.name
        for known in own_of(step, protocol.thresholds)
        if act in known.acts or (act == "tells" and known.tells)
    ]
    return [*kinds, *tasks, *own]


def _only_at_a_risk(step: Step) -> bool:
    """Whether the step is wanted at no time but while there is a risk: one line says so and nothing else."""
    return any(set(line.literals) <= _RISKS and not line.unless for line in step.wanted)


def _tells_nobody(step: Step) -> bool:
    return "disclosure.made" in step.writes and not any(disclosure.to for disclosure in step.disclosures)


def _waives(protocol: Protocol, step: Step) -> bool:
    """Whether the task is to waive a fee, which ticks no fact: the fee is owed no longer."""
    wanted = {literal for line in step.wanted for literal in line.literals}
    return not step.acts and any(isinstance(protocol.thresholds.get(atom), FeeOwed) for atom in wanted)
