"""Practice calls: begun, lived act by act on the story's own clock, and ended."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import F

from heardfirst import clock
from heardfirst.agency.models import Person
from heardfirst.agency.selectors import calendar_of
from heardfirst.protocol import Calendar
from heardfirst.record.case_rules import rules_followed
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case
from heardfirst.record.reading import CaseReading
from heardfirst.record.services import NewEntry, append, append_batch, open_case
from heardfirst.turns import writing

from ..errors import CallError
from ..models import PracticeCall
from .practice_agency import double_of, follow, world_of
from .selectors import client_in, hangs_on, moves_of
from .simulated_client import PASSING, CallMove, Temper, comes, reply
from .stories import CallStory, stories

__all__ = ["act", "begin", "pass_minutes", "stop"]

MOST_MOVES = 400
_SEEDS = 2**31 - 1
_BEGINS_AT = time(9)
_WRITTEN_DOWN_AT = time(18)
_LATER = timedelta(hours=3)
_A_SESSION = timedelta(hours=1)
_OPENED_BEFORE = timedelta(days=2)
_HEARING_IN = timedelta(days=24)
_NUMBER = "+1202555{number:04d}"  # 555-01xx is nobody's
# Minutes of the story's clock.
_TAKES = {"dial": 2, "text": 2, "go": 45}
_A_SENTENCE = 3


def begin(
    *, person: Person, story: str, temper: int, rules: str = "", seed: int | None = None
) -> PracticeCall:
    """
    Begin a practice call: a case in the made-up place beside the person's agency, with what happened before.

    It begins on the next working morning at nine. ``temper`` is a `Temper`, by number, ``rules`` the digest
    of a version that the agency keeps, by itself what its new cases follow. Raises CallError for what there
    is not.
    """
    written_story = stories().get(story)
    if written_story is None or not 0 <= temper < len(Temper):
        raise CallError
    world = world_of(person.agency)
    double, real_now = double_of(person, world), clock.now()
    calendar = calendar_of(world, real_now)
    begins = _next_morning(calendar, real_now)
    drawn = secrets.randbelow(_SEEDS) if seed is None else seed
    with writing():
        try:
            follow(person.agency, world, rules, real_now)
        except KeyError:
            raise CallError from None
        case = _opened(written_story, double, calendar, begins, drawn)
        call = PracticeCall.objects.create(
            agency=person.agency, person=person, case=case, story=story, temper=temper, seed=drawn,
            begins=begins, now=begins, begun_at=real_now,
        )  # fmt: skip
    _happened_before(written_story, call, double, calendar)
    return call


def act(*, call: PracticeCall, do: str, after: int | None = None) -> CallMove:
    """
    Do one thing on the panel, and have the client or the outside answer. Raises CallError for what cannot be
    done now, as after the end. ``after`` is how many things had been done when it was asked for: where there
    are more by now, it was asked for twice, and is refused as well.
    """
    with writing():
        locked = PracticeCall.objects.select_for_update().get(pk=call.pk)
        moves = moves_of(locked)
        if locked.ended_at is not None or len(moves) >= MOST_MOVES or after not in (None, len(moves)):
            raise CallError
        if do in PASSING:
            move, locked.now = _passed(locked, moves, do)
        else:
            try:
                move = reply(client_in(locked), rules_followed(locked.case), moves, do)
            except KeyError:
                raise CallError from None
            locked.now += timedelta(minutes=_TAKES.get(do, _A_SENTENCE))
        count = Case.objects.values_list("count", flat=True).get(pk=locked.case_id)
        move = CallMove(move.do, move.got, move.told, locked.now, count)
        locked.moves = [*locked.moves, move.as_json()]
        locked.save(update_fields=["moves", "now"])
    call.moves, call.now = locked.moves, locked.now
    return move


def stop(*, call: PracticeCall) -> None:
    """End a call, whether or not the response is over. Stopping twice changes nothing."""
    with writing():
        PracticeCall.objects.filter(pk=call.pk, ended_at=None).update(ended_at=clock.now())
    call.refresh_from_db(fields=["ended_at"])


def pass_minutes(*, call: PracticeCall, minutes: int) -> None:
    """Let the story's clock go on, because something was written down."""
    with writing():
        PracticeCall.objects.filter(pk=call.pk).update(now=F("now") + timedelta(minutes=minutes))


# -- what the outside does


def _passed(call: PracticeCall, moves: list[CallMove], do: str) -> tuple[CallMove, datetime]:
    """Time passes, and what is booked happens on the way."""
    booked, calendar = hangs_on(call), calendar_of(call.case.agency, call.now)
    if do == "session":
        if booked is None:
            raise CallError
        until = booked.starts_at + _A_SESSION
    else:
        later = calendar.local(call.now) + _LATER
        today = later.date() == calendar.local(call.now).date() and later.time() <= _WRITTEN_DOWN_AT
        until = later if do == "later" and today else _next_morning(calendar, call.now)
    if booked is None or booked.starts_at > until:
        return CallMove(do, "waited"), until
    until = booked.starts_at + _A_SESSION
    ours_done = _agency_steps_done(call, booked.starts_at)
    here = comes(client_in(call), rules_followed(call.case), moves, ours_done=ours_done)
    with clock.standing_at(until):
        append(
            case=call.case,
            by=None,
            kind="session.attended" if here else "session.missed",
            at=booked.starts_at,
            requirement=booked.requirement,
            source="import",
        )
    return CallMove(do, "comes" if here else "misses" if ours_done else "misses_ours"), until


def _agency_steps_done(call: PracticeCall, at: datetime) -> bool:
    """Whether we did by then what we had promised; true where nothing was."""
    reading = CaseReading.of(call.case, at=at)
    decision = reading.decision(reading.requirements[0])
    return not decision.holds("planned") or decision.holds("ours_done")


# -- what happened before


def _opened(story: CallStory, double: Person, calendar: Calendar, begins: datetime, seed: int) -> Case:
    first = min(_sessions_before(story, calendar, begins))[0]
    opened = first - _OPENED_BEFORE
    hearing = (calendar.local(begins) + _HEARING_IN).date().isoformat()
    with clock.standing_at(opened):
        return open_case(
            agency=double.agency,
            by=double,
            worker=double,
            identity=Identity(
                story.name,
                phone=_NUMBER.format(number=100 + seed % 100),
                language=story.language,
                pronoun=story.pronoun,
            ),
            requirements=[story.service],
            terms={**story.terms, "hearing": hearing},
            at=opened,
        )


def _happened_before(story: CallStory, call: PracticeCall, double: Person, calendar: Calendar) -> None:
    """The sessions of the weeks before, as an import told of each the same evening."""
    requirement = call.case.requirements.get()
    if story.rules:
        with clock.standing_at(call.case.opened_at):
            append(
                case=call.case, by=double, kind="contact_rule.set", at=call.case.opened_at,
                details={"rules": list(story.rules)},
            )  # fmt: skip
    for start, kind in sorted(_sessions_before(story, calendar, call.begins)):
        evening = datetime.combine(calendar.local(start).date(), _WRITTEN_DOWN_AT, calendar.tz)
        with clock.standing_at(evening):
            items = [NewEntry(call.case, kind, start, {}, requirement=requirement)]
            append_batch(agency=call.case.agency, by=None, items=items, source="import")


def _sessions_before(
    story: CallStory, calendar: Calendar, begins: datetime
) -> Iterator[tuple[datetime, str]]:
    missed = [_working_days_before(calendar, begins, days) for days in story.missed_days_ago]
    for day in missed:
        yield _at(calendar, day, time(story.hour)), "session.missed"
    for week in range(1, story.weeks_attended + 1):
        yield _at(calendar, min(missed) - timedelta(weeks=week), time(story.hour)), "session.attended"


def _working_days_before(calendar: Calendar, begins: datetime, days: int) -> date:
    day = calendar.local(begins).date()
    while days:
        day -= timedelta(days=1)
        days -= calendar.is_business_day(day)
    return day


def _next_morning(calendar: Calendar, after: datetime) -> datetime:
    day = calendar.local(after).date() + timedelta(days=1)
    while not calendar.is_business_day(day):
        day += timedelta(days=1)
    return _at(calendar, day, _BEGINS_AT)


def _at(calendar: Calendar, day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, calendar.tz)
