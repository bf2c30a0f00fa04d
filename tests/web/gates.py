"""
Who gets in where: one line for every address there is. `test_matrix` tries each with everybody.

A new route without its line fails there. A line says who gets an answer of the route’s own; everybody else
gets what they would get of an address that leads nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from heardfirst.agency.models import Role

# How a visitor stands to the case in question; what is not of a case is decided by role alone.
WORKING = frozenset({"own", "cover", "team", "emergency"})


@dataclass(frozen=True, slots=True)
class Gate:
    """
    Who gets in: a test of the visitor's roles and of how they stand to the case. ``methods`` are those the
    route knows.
    """

    opens: Callable[[frozenset[str], str], bool]
    methods: tuple[str, ...] = ("GET", "POST")
    door: bool = False


def to(*roles: str) -> Callable[[frozenset[str], str], bool]:
    """Whoever holds one of these roles, whatever the case."""
    return lambda held, relation: not held.isdisjoint(roles)


def _everybody(held: frozenset[str], relation: str) -> bool:
    return True


def _signed_in(held: frozenset[str], relation: str) -> bool:
    return relation != "unsigned"


def _reads(held: frozenset[str], relation: str) -> bool:
    return relation in WORKING or relation == "audit"


def _works(held: frozenset[str], relation: str) -> bool:
    return relation in WORKING


def _books(held: frozenset[str], relation: str) -> bool:
    return relation in WORKING or relation == "booking"


def _transfers(held: frozenset[str], relation: str) -> bool:
    return relation == "own" or (relation in {"cover", "team"} and Role.SUPERVISOR in held)


def _in_emergency(held: frozenset[str], relation: str) -> bool:
    return relation == "emergency"


def _ends_cover(held: frozenset[str], relation: str) -> bool:
    return relation == "own" or (relation == "team" and Role.SUPERVISOR in held)


def _uses_directory(held: frozenset[str], relation: str) -> bool:
    """Whoever meets clients or keeps the list, where the help in the address is of their agency."""
    wanted = {Role.WORKER, Role.SUPERVISOR, Role.CLERK, Role.ADMINISTRATOR}
    return not held.isdisjoint(wanted) and relation != "elsewhere"


def _keeps_directory(held: frozenset[str], relation: str) -> bool:
    return not held.isdisjoint({Role.SUPERVISOR, Role.ADMINISTRATOR}) and relation != "elsewhere"


def _looks_after_them(held: frozenset[str], relation: str) -> bool:
    """An administrator, where the person in the address is of their agency."""
    return Role.ADMINISTRATOR in held and relation != "elsewhere"


def _practices(held: frozenset[str], relation: str) -> bool:
    """Whoever is here for something."""
    return bool(held) and relation != "unsigned"


def _theirs(held: frozenset[str], relation: str) -> bool:
    """The one whose answer or practice call the address names."""
    return relation == "own"


def _trains_there(held: frozenset[str], relation: str) -> bool:
    """Who looks after practice, where the question in the address is of their agency."""
    return not held.isdisjoint({Role.TRAINER, Role.SUPERVISOR}) and relation != "elsewhere"


TRAINING = to(Role.TRAINER, Role.SUPERVISOR)
CARRYING = to(Role.WORKER, Role.SUPERVISOR)
KEEPING_DIRECTORY = to(Role.SUPERVISOR, Role.ADMINISTRATOR)
ADMINISTRATING = to(Role.ADMINISTRATOR)
DOOR = Gate(_everybody, door=True)
POSTED_DOOR = Gate(_everybody, ("POST",), door=True)

GATES: dict[str, Gate] = {
    # The doors themselves, which stand open to everybody.
    "sign-in": DOOR,
    "sign-in-link": DOOR,
    "sign-out": POSTED_DOOR,
    "choose-language": POSTED_DOOR,
    "choose-theme": POSTED_DOOR,
    "second-step": DOOR,
    "second-step-begin": POSTED_DOOR,
    "passkey-sign-in": POSTED_DOOR,
    "passkey-begin": POSTED_DOOR,
    "invitation": DOOR,
    # People, for administrators.
    "people": Gate(to(Role.ADMINISTRATOR), ("GET",)),
    "invite": Gate(to(Role.ADMINISTRATOR)),
    "invitation-again": Gate(_looks_after_them, ("POST",)),
    "invitation-withdraw": Gate(_looks_after_them, ("POST",)),
    "person": Gate(_looks_after_them, ("GET",)),
    "person-give-role": Gate(_looks_after_them, ("POST",)),
    "person-take-role": Gate(_looks_after_them),
    "person-let-go": Gate(_looks_after_them),
    "person-take-back": Gate(_looks_after_them, ("POST",)),
    "person-end-sessions": Gate(_looks_after_them, ("POST",)),
    "person-remove-second-step": Gate(_looks_after_them),
    # One's own account.
    "account": Gate(_signed_in, ("GET",)),
    "account-password": Gate(_signed_in),
    "account-sign-out-everywhere": Gate(_signed_in, ("POST",)),
    "account-second-step": Gate(_signed_in, ("GET",)),
    "account-app": Gate(_signed_in),
    "account-app-remove": Gate(_signed_in, ("POST",)),
    "account-passkey": Gate(_signed_in, ("POST",)),
    "account-passkey-begin": Gate(_signed_in, ("POST",)),
    "account-passkey-remove": Gate(_signed_in, ("POST",)),
    "account-codes": Gate(_signed_in),
    # The day, and the cases as lists.
    "today": Gate(CARRYING, ("GET",)),
    "caseload": Gate(to(Role.WORKER, Role.SUPERVISOR, Role.CLERK, Role.AUDITOR)),
    "new-case": Gate(CARRYING),
    "cover": Gate(CARRYING, ("GET",)),
    "cover-new": Gate(CARRYING),
    "cover-end": Gate(_ends_cover, ("POST",)),
    "teams": Gate(ADMINISTRATING),
    "team": Gate(_looks_after_them),
    "team-remove": Gate(_looks_after_them, ("POST",)),
    "unassigned": Gate(to(Role.SUPERVISOR)),
    "import": Gate(to(Role.WORKER, Role.SUPERVISOR, Role.CLERK)),
    # What help there is.
    "helps": Gate(to(Role.WORKER, Role.SUPERVISOR, Role.CLERK, Role.ADMINISTRATOR), ("GET",)),
    "help": Gate(_uses_directory, ("GET",)),
    "help-import": Gate(KEEPING_DIRECTORY),
    "help-new": Gate(KEEPING_DIRECTORY),
    "help-change": Gate(_keeps_directory),
    "help-check": Gate(_keeps_directory, ("POST",)),
    "help-put-away": Gate(_keeps_directory, ("POST",)),
    "help-take-out": Gate(_keeps_directory, ("POST",)),
    # One case.
    "case": Gate(_reads, ("GET",)),
    "draft": Gate(_works, ("POST",)),
    "case-news": Gate(_reads, ("GET",)),
    "try": Gate(_works),
    "talked": Gate(_works),
    "call": Gate(_works),
    "call-fitting": Gate(_works, ("POST",)),
    "happened": Gate(_works, ("GET",)),
    "happened-kind": Gate(_works),
    "correct-entry": Gate(_works),
    "dispute-entry": Gate(_works),
    "undo-entry": Gate(_works, ("POST",)),
    "died": Gate(_works),
    "override": Gate(_works),
    "order": Gate(_works),
    "case-rules": Gate(_works),
    "print-plan": Gate(_works, ("GET",)),
    "print-case": Gate(_reads, ("GET",)),
    "case-sessions": Gate(_books, ("GET",)),
    "case-book": Gate(_books),
    "promised": Gate(_works, ("POST",)),
    "appointments": Gate(_books, ("GET",)),
    "time-check": Gate(_books, ("GET",)),
    "hand-over": Gate(_transfers),
    # In an emergency, and who saw what.
    "emergency": Gate(CARRYING),
    "emergency-end": Gate(_in_emergency, ("POST",)),
    "emergencies": Gate(to(Role.SUPERVISOR, Role.PRIVACY_OFFICER)),
    "log": Gate(to(Role.PRIVACY_OFFICER)),
    # Practice: one's own, for everybody.
    "practice": Gate(_practices, ("GET",)),
    "practice-question": Gate(_practices),
    "practice-answer": Gate(_theirs, ("GET",)),
    "practice-progress": Gate(_practices, ("GET",)),
    "practice-rules": Gate(_practices, ("GET",)),
    "practice-again": Gate(_practices, ("POST",)),
    # What comes of practice, and the agency's own questions.
    "certificate": Gate(_practices),
    "practice-group": Gate(TRAINING),
    "own-questions": Gate(TRAINING, ("GET",)),
    "own-import": Gate(TRAINING),
    "own-export": Gate(TRAINING, ("GET",)),
    "own-question": Gate(_trains_there, ("GET",)),
    "own-put-away": Gate(_trains_there, ("POST",)),
    "own-take-out": Gate(_trains_there, ("POST",)),
    # Practice calls: one's own, and nobody else's, a trainer's included.
    "practice-calls": Gate(_practices),
    "practice-call": Gate(_theirs, ("GET",)),
    "practice-call-move": Gate(_theirs, ("POST",)),
    "practice-call-stop": Gate(_theirs, ("POST",)),
    "practice-call-again": Gate(_theirs, ("POST",)),
    # The rules.
    "protocols": Gate(_signed_in, ("GET",)),
    "protocol": Gate(_signed_in, ("GET",)),
    "protocol-numbers": Gate(_signed_in),
    "protocol-in-force": Gate(to(Role.SUPERVISOR)),
    # What holds in the agency.
    "settings": Gate(ADMINISTRATING, ("GET",)),
    "settings-agency": Gate(ADMINISTRATING),
    "settings-calendar": Gate(ADMINISTRATING),
    "settings-languages": Gate(ADMINISTRATING),
    "settings-letterhead": Gate(ADMINISTRATING),
    "settings-introduction": Gate(ADMINISTRATING),
    "settings-crisis-lines": Gate(ADMINISTRATING),
    "settings-safe-contact": Gate(ADMINISTRATING),
    "settings-signing-in": Gate(ADMINISTRATING),
    # Setting an agency up: open to whoever holds its link, and to nobody once it is done.
    "set-up": Gate(_everybody, ("GET",), door=True),
    "set-up-page": DOOR,
    "set-up-link": DOOR,
    "set-up-begin": Gate(ADMINISTRATING, ("POST",)),
    "set-up-done": Gate(ADMINISTRATING, ("GET",)),
}
