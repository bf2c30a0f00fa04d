"""What happened to those whose stories are further on: the court, safety, a session to come, going well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from .terms import FREE, HOME, HOME_REPORTED, PROBATION, UNSAID, Telling


def later_stories() -> Iterator[Telling]:
    """The stories that follow those of `stories`."""
    # Telling the court
    yield (
        "therapy",
        {**HOME, "part2": True, "report_within": {"business_days": 5, "of": "missed"}},
        lambda s: (
            s.missed(4, "10:00", weeks=8),
            s.say(s.ago(1, "15:00"), "consent.withdrawn"),
        ),
    )
    yield (
        "therapy",
        HOME_REPORTED,
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
        {**FREE, "report_within": {"business_days": 5, "of": "learned"}},
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
        {**FREE, "report_within": {"days": 1, "of": "missed"}},
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
        FREE,
        lambda s: (
            s.missed(1, "10:00", weeks=4),
            s.tried(1, "11:00"),
            s.say(
                s.ago(1, "11:20"),
                "risk.raised",
                "A threat by an ex; sister worried.",
                risk="threat",
            ),
            s.say(
                s.ago(1, "12:05"),
                "risk.acted",
                "Sister went to the apartment with us on the phone; at home and safe.",
                how="reached",
            ),
            s.say(s.ago(1, "12:10"), "risk.watched", until=s.ahead(2, "10:00").isoformat()),
            s.talked(1, "15:10", "illness"),
        ),
    )
    yield (
        "therapy",
        PROBATION,
        lambda s: (
            s.attended(s.ago(3, "10:00"), 5),
            s.say(s.ago(1, "14:00"), "client.declared", "Shouted that it is all pointless.", intends="stop"),
            s.talked(1, "14:10", "overwhelmed"),
        ),
    )
    # Waiting for the booked session
    yield (
        "therapy",
        HOME,
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
        UNSAID,
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
        FREE,
        lambda s: (
            s.missed(4, "18:00", weeks=12),
            s.talked(3, "10:00", "illness"),
            s.planned(3, "10:20", "telehealth"),
            s.booked(3, "10:25", s.ahead(3, "18:00")),
            s.say(s.ago(2, "09:00"), "note.signed"),
        ),
    )
    # Going well
    yield "therapy", HOME, lambda s: s.attended(s.ago(1, "10:00") + timedelta(weeks=1), 14)
    yield "program", PROBATION, lambda s: s.attended(s.ago(2, "17:00") + timedelta(weeks=1), 6)
    yield (
        "treatment",
        FREE,
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
    yield "testing", FREE, lambda s: s.attended(s.ago(3, "08:00") + timedelta(weeks=1), 9)
