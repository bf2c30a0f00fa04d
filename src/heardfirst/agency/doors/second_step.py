"""Whether somebody shows a second thing when they sign in, and taking it away when it is lost."""

from __future__ import annotations

from dataclasses import dataclass

from heardfirst.agency.mail import MailTopic, send
from heardfirst.agency.models import Person
from heardfirst.agency.staffing import end_sessions
from heardfirst.turns import writing

from . import authenticator, recovery_codes
from .models import Authenticator, Passkey, RecoveryCode


@dataclass(frozen=True, slots=True)
class SecondSteps:
    """What somebody has set up."""

    app: bool
    passkeys: int
    codes: int

    def __bool__(self) -> bool:
        # Codes are the way in when the step is lost, and no step of their own.
        return self.app or self.passkeys > 0


def second_steps_of(person: Person) -> SecondSteps:
    """What somebody has set up; false while there is neither an app nor a passkey."""
    return SecondSteps(
        app=Authenticator.objects.filter(person=person).exists(),
        passkeys=Passkey.objects.filter(person=person).count(),
        codes=recovery_codes.codes_left(person),
    )


def use_any_code(*, person: Person, code: str) -> bool:
    """Whether this is a good code of their app or one of their recovery codes; it is used up by it."""
    return authenticator.use_code(person=person, code=code) or recovery_codes.use_code(
        person=person, code=code
    )


def remove_app(*, person: Person) -> bool:
    """Take the authenticator app away; whether there was one. Without any step left, the codes go, too."""
    with writing():
        gone, _by_kind = Authenticator.objects.filter(person=person).delete()
        forget_codes_without_a_step(person=person)
    return bool(gone)


def forget_codes_without_a_step(*, person: Person) -> None:
    """Recovery codes alone would be a door nobody thinks of."""
    with writing():
        if not second_steps_of(person):
            RecoveryCode.objects.filter(person=person).delete()


def remove_all(*, person: Person) -> bool:
    """Take everything away, for somebody who has lost it; whether there was any."""
    with writing():
        there = bool(second_steps_of(person))
        for kind in (Authenticator, Passkey, RecoveryCode):
            kind.objects.filter(person=person).delete()
        if there:
            was_removed(person=person)
    return there


def was_set_up(*, person: Person) -> None:
    """After a new step: other sessions, begun with less, end, and the owner is told."""
    with writing():
        end_sessions(person=person)
        send(to=person, about=MailTopic.SECOND_STEP_SET)


def was_removed(*, person: Person) -> None:
    """After a step was taken away: every session ends, and the owner is told."""
    with writing():
        end_sessions(person=person)
        send(to=person, about=MailTopic.SECOND_STEP_REMOVED, path="/account/")
