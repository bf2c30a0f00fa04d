"""What happened to each of them, so that every kind of morning is there.

The first two are the ones the whole product is about: a mother whose children's return hangs on therapy,
and a man in treatment that a court ordered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from .story_builder import DemoStory

Telling = tuple[str, dict[str, Any], Callable[[DemoStory], object]]

_HOME: dict[str, Any] = {"at_stake": "reunification", "basis": "consent", "required_sessions": 26}
_HOME_REPORTED = {**_HOME, "report_within": {"business_days": 7, "of": "missed"}}
_FREE: dict[str, Any] = {"at_stake": "liberty", "basis": "court_order", "required_sessions": 36}
_FREE_REPORTED = {**_FREE, "report_within": {"business_days": 3, "of": "learned"}}
_PROBATION: dict[str, Any] = {"at_stake": "probation", "basis": "consent", "required_sessions": 20}
_UNSAID: dict[str, Any] = {}


def stories() -> Iterator[Telling]:
    """Each client's service, the terms of the order, and the story."""
    yield (
        "therapy",
        {**_HOME_REPORTED},
        lambda s: (
            s.attended(s.ago(7, "10:00"), 9),
            s.missed(7, "10:00"),
            s.missed(2, "10:00"),
            s.tried(2, "16:20"),
        ),
    )
    yield "treatment", {**_FREE_REPORTED}, lambda s: (s.missed(2, "18:00", weeks=7), s.missed(1, "18:00"))
    # First calls
    yield "therapy", _HOME, lambda s: s.missed(1, "09:00", weeks=12)
    yield "programme", _PROBATION, lambda s: s.missed(1, "17:30", weeks=4)
    yield "parenting", _UNSAID, lambda s: s.missed(1, "13:00", weeks=5)
    yield "testing", _FREE, lambda s: s.missed(1, "08:00", weeks=10)
    yield (
        "therapy",
        _HOME,
        lambda s: (
            s.say(
                s.ago(30, "11:00"),
                "contact_rule.set",
                "Partner opens her mail and listens to the voicemail.",
                rules=["no_voicemail", "no_letter", "do_not_say_who"],
            ),
            s.missed(2, "15:00", weeks=6),
            s.tried(1, "10:10", outcome="answered_other"),
        ),
    )
    # Tries so far
    yield (
        "treatment",
        _FREE,
        lambda s: (
            s.missed(4, "18:00", weeks=3),
            s.tried(3, "10:00"),
            s.tried(1, "17:40", "text", "message_left"),
        ),
    )
    yield (
        "therapy",
        _HOME_REPORTED,
        lambda s: (s.missed(2, "14:00", weeks=8), s.tried(1, "11:15", outcome="mailbox_full")),
    )
    yield (
        "programme",
        _PROBATION,
        lambda s: (s.missed(5, "19:00", weeks=9), s.tried(4, "09:40"), s.tried(1, "16:30")),
    )
    # Properly tried, not reached
    yield (
        "treatment",
        _FREE,
        lambda s: (
            s.missed(5, "18:00", weeks=6),
            s.tried(4, "10:00"),
            s.tried(3, "17:30", "text", "message_left"),
            s.tried(1, "14:00", "visit", "not_home"),
        ),
    )
    yield (
        "therapy",
        _HOME,
        lambda s: (
            s.missed(9, "11:00", weeks=5),
            s.tried(8, "10:00"),
            s.tried(7, "17:30"),
            s.tried(6, "14:00", "visit", "not_home"),
            s.say(s.ago(3, "10:00"), "note.signed"),
            s.say(s.ago(1, "15:00"), "supervisor.consulted"),
        ),
    )
    yield (
        "therapy",
        {**_HOME, "icwa": True},
        lambda s: (
            s.missed(4, "10:00", weeks=4),
            s.tried(3, "10:00", outcome="voicemail"),
            s.tried(2, "16:00", outcome="voicemail"),
            s.tried(1, "17:30", outcome="voicemail"),
        ),
    )
    yield (
        "programme",
        _PROBATION,
        lambda s: (
            s.missed(14, "17:00", weeks=6),
            s.tried(13, "10:00"),
            s.tried(12, "17:30", "text", "undeliverable"),
            s.tried(11, "15:00", "visit", "not_home"),
            s.tried(10, "17:10"),
            s.tried(6, "12:10"),
            s.say(s.ago(9, "09:30"), "note.signed"),
            s.say(s.ago(9, "16:00"), "supervisor.consulted"),
            s.say(s.ago(8, "11:00"), "letter.sent"),
        ),
    )
    # In touch
    yield (
        "therapy",
        _HOME,
        lambda s: (
            s.missed(3, "10:00", weeks=7),
            s.say(
                s.ago(1, "09:50"),
                "contact.made",
                "Had to hang up, child crying; asked to be called back after lunch.",
                channel="phone",
                by="worker",
            ),
        ),
    )
    yield (
        "treatment",
        _FREE,
        lambda s: (
            s.missed(3, "18:00", weeks=5),
            s.say(s.ago(1, "16:00"), "contact.made", channel="phone", by="client"),
        ),
    )
    yield (
        "therapy",
        _UNSAID,
        lambda s: (s.missed(3, "09:00", weeks=8), s.talked(1, "12:15", "anxiety", understood=None)),
    )
    yield (
        "parenting",
        _HOME,
        lambda s: (
            s.missed(4, "13:00", weeks=6),
            s.talked(2, "11:30", "work", "conflicting_duties", understood="partly"),
        ),
    )
    # Plans
    yield (
        "therapy",
        _HOME_REPORTED,
        lambda s: (
            s.missed(3, "16:00", weeks=10),
            s.talked(
                1,
                "13:30",
                "childcare",
                "transport",
                words="Sister can take the children on Mondays, not Tuesdays; the bus stops at six.",
            ),
        ),
    )
    yield (
        "treatment",
        _PROBATION,
        lambda s: (s.missed(4, "18:30", weeks=4), s.talked(2, "15:40", "overwhelmed")),
    )
    yield (
        "therapy",
        _HOME,
        lambda s: (
            s.attended(s.ago(18, "10:00"), 4),
            s.missed(18, "10:00"),
            s.talked(17, "11:00", "transport"),
            s.planned(17, "11:20", "pass"),
            s.say(s.ago(16, "10:00"), "action.done", by="us", what="pass"),
            s.missed(13, "10:00"),
            s.missed(8, "10:00"),
            s.missed(3, "10:00"),
            s.talked(1, "14:20", "work"),
        ),
    )
    # Book
    yield (
        "therapy",
        _HOME,
        lambda s: (
            s.missed(4, "11:00", weeks=6),
            s.talked(1, "10:10", "childcare"),
            s.planned(1, "10:30", "childcare"),
        ),
    )
    yield (
        "programme",
        _PROBATION,
        lambda s: (
            s.missed(3, "17:30", weeks=8),
            s.talked(1, "15:00", "mix_up"),
            s.planned(1, "15:15", "reminder"),
        ),
    )
    yield (
        "therapy",
        _HOME,
        lambda s: (
            s.missed(9, "10:00", weeks=5),
            s.talked(8, "10:30", "transport"),
            s.planned(8, "10:50", "ride"),
            s.booked(8, "10:55", s.ago(1, "10:00")),
            s.say(s.ago(7, "09:00"), "note.signed"),
            s.say(s.ago(1, "09:30"), "action.failed", by="us", what="ride"),
            s.missed(1, "10:00"),
        ),
    )
    yield (
        "treatment",
        _FREE,
        lambda s: (
            s.attended(s.ago(1, "18:00"), 6),
            s.say(s.ago(1, "18:00"), "session.cancelled", by="provider"),
        ),
    )
    # The note, the supervisor
    yield (
        "therapy",
        _HOME,
        lambda s: (
            s.missed(4, "14:00", weeks=5),
            s.talked(2, "09:30", "illness"),
            s.planned(2, "09:50", "telehealth"),
            s.booked(2, "09:55", s.ahead(2, "14:00")),
        ),
    )
    yield (
        "treatment",
        _FREE_REPORTED,
        lambda s: (
            s.missed(2, "18:00", weeks=7),
            s.talked(1, "10:00", "work"),
            s.planned(1, "10:20", "evening_slot"),
            s.booked(1, "10:25", s.ahead(3, "19:00")),
            s.say(s.ago(1, "11:00"), "note.signed"),
        ),
    )
    # Telling the court
    yield (
        "therapy",
        {**_HOME, "part2": True, "report_within": {"business_days": 5, "of": "missed"}},
        lambda s: (
            s.missed(4, "10:00", weeks=8),
            s.say(s.ago(1, "15:00"), "consent.withdrawn"),
        ),
    )
    yield (
        "therapy",
        _HOME_REPORTED,
        lambda s: (
            s.missed(3, "10:00", weeks=5),
            s.talked(2, "10:00", "transport"),
            s.planned(2, "10:20", "pass"),
            s.booked(2, "10:25", s.ahead(2, "10:00")),
            s.say(s.ago(2, "16:00"), "note.signed"),
            s.say(s.ago(1, "11:00"), "supervisor.consulted"),
        ),
    )
    yield (
        "treatment",
        _FREE_REPORTED,
        lambda s: (
            s.missed(3, "18:00", weeks=6),
            s.talked(2, "10:00", "work"),
            s.planned(2, "10:20", "other_hours"),
            s.booked(2, "10:25", s.ahead(1, "18:00")),
            s.say(s.ago(2, "16:00"), "note.signed"),
            s.say(s.ago(1, "11:00"), "supervisor.consulted"),
            s.say(s.ago(1, "14:00"), "client.forewarned", channel="phone"),
        ),
    )
    yield (
        "treatment",
        {**_FREE, "report_within": {"days": 1, "of": "missed"}},
        lambda s: (
            s.missed(4, "10:00", weeks=5),
            s.tried(4, "11:00"),
            s.tried(4, "15:10", "text", "message_left"),
            s.say(s.ago(4, "16:00"), "note.signed"),
            s.say(s.ago(4, "16:20"), "supervisor.consulted"),
            s.say(s.ago(3, "09:20"), "court.reported", form="notice"),
            s.talked(1, "09:40", "illness"),
        ),
    )
    # Safety, and a client who wants to stop
    yield (
        "treatment",
        _FREE,
        lambda s: (
            s.missed(1, "10:00", weeks=4),
            s.tried(1, "11:00"),
            s.say(
                s.ago(1, "11:20"), "risk.raised", "Overdose three weeks ago; sister worried.", risk="overdose"
            ),
            s.say(
                s.ago(1, "12:05"),
                "risk.acted",
                "Sister went to the flat with us on the phone; awake and safe.",
                how="reached",
            ),
            s.say(s.ago(1, "12:10"), "risk.watched", until=s.ahead(2, "10:00").isoformat()),
        ),
    )
    yield (
        "therapy",
        _PROBATION,
        lambda s: (
            s.attended(s.ago(3, "10:00"), 5),
            s.say(s.ago(1, "14:00"), "client.declared", "Shouted that it is all pointless.", intends="stop"),
        ),
    )
    # Waiting for the booked session
    yield (
        "therapy",
        _HOME,
        lambda s: (
            s.missed(6, "10:00", weeks=5),
            s.talked(5, "10:00", "childcare"),
            s.planned(5, "10:20", "childcare"),
            s.booked(5, "10:25", s.ahead(1, "10:00")),
            s.say(s.ago(4, "09:00"), "note.signed"),
        ),
    )
    yield (
        "parenting",
        _UNSAID,
        lambda s: (
            s.missed(5, "13:00", weeks=3),
            s.talked(4, "10:00", "mix_up"),
            s.planned(4, "10:20", "reminder"),
            s.booked(4, "10:25", s.ahead(2, "13:00")),
            s.say(s.ago(3, "09:00"), "note.signed"),
        ),
    )
    yield (
        "treatment",
        _FREE,
        lambda s: (
            s.missed(4, "18:00", weeks=12),
            s.talked(3, "10:00", "illness"),
            s.planned(3, "10:20", "telehealth"),
            s.booked(3, "10:25", s.ahead(3, "18:00")),
            s.say(s.ago(2, "09:00"), "note.signed"),
        ),
    )
    # Going well
    yield "therapy", _HOME, lambda s: s.attended(s.ago(1, "10:00") + timedelta(weeks=1), 14)
    yield "programme", _PROBATION, lambda s: s.attended(s.ago(2, "17:00") + timedelta(weeks=1), 6)
    yield (
        "treatment",
        _FREE,
        lambda s: (
            s.missed(12, "18:00", weeks=8),
            s.talked(11, "10:00", "work"),
            s.planned(11, "10:20", "evening_slot"),
            s.booked(11, "10:25", s.ago(7, "19:00")),
            s.say(s.ago(10, "09:00"), "note.signed"),
            s.say(s.ago(7, "19:00"), "session.attended"),
            s.say(s.ago(2, "19:00"), "session.attended"),
        ),
    )
    yield "testing", _FREE, lambda s: s.attended(s.ago(3, "08:00") + timedelta(weeks=1), 9)
