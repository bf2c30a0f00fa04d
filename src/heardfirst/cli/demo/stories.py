"""What happened to each of them, so that every kind of morning is there.

The first two are the ones the whole product is about: a mother whose children's return hangs on therapy,
and a man in treatment that a court ordered.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from .later_stories import later_stories
from .terms import FREE, FREE_REPORTED, HOME, HOME_REPORTED, PROBATION, UNSAID, Telling


def stories() -> Iterator[Telling]:
    """The story of each client, in the order of `PEOPLE`."""
    yield (
        "therapy",
        {**HOME_REPORTED},
        lambda s: (
            s.attended(s.ago(7, "10:00"), 9),
            s.missed(7, "10:00"),
            s.missed(2, "10:00"),
            s.tried(2, "16:20"),
        ),
    )
    yield "treatment", {**FREE_REPORTED}, lambda s: (s.missed(2, "16:00", weeks=7), s.missed(1, "16:00"))
    # First calls
    yield "therapy", HOME, lambda s: s.missed(1, "09:00", weeks=12)
    yield (
        "program",
        PROBATION,
        lambda s: (
            s.missed(4, "17:30", weeks=4),
            s.talked(3, "12:20", "work"),
            s.planned(3, "12:40", "evening_slot"),
            s.booked(3, "12:45", s.ahead(2, "17:30")),
            s.say(s.ago(2, "09:10"), "note.signed"),
        ),
    )
    yield "parenting", UNSAID, lambda s: s.attended(s.ago(1, "13:00") + timedelta(weeks=1), 5)
    yield "testing", FREE, lambda s: s.attended(s.ago(2, "08:00") + timedelta(weeks=1), 10)
    yield (
        "therapy",
        HOME,
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
        FREE,
        lambda s: (
            s.missed(5, "18:00", weeks=3),
            s.tried(4, "10:00"),
            s.tried(3, "17:40", "text", "message_left"),
            s.tried(1, "15:40"),
        ),
    )
    yield (
        "therapy",
        HOME,
        lambda s: (
            s.missed(8, "14:00", weeks=8),
            s.tried(7, "11:15", outcome="mailbox_full"),
            s.talked(6, "09:20", "mix_up"),
            s.planned(6, "09:30", "reminder"),
            s.booked(6, "09:35", s.ahead(1, "14:00")),
            s.say(s.ago(5, "10:00"), "note.signed"),
        ),
    )
    yield (
        "program",
        PROBATION,
        lambda s: (
            s.missed(5, "19:00", weeks=9),
            s.tried(4, "09:40"),
            s.tried(3, "16:30"),
            s.talked(2, "12:10", "transport"),
            s.planned(2, "12:30", "ride"),
            s.booked(2, "12:35", s.ahead(2, "19:00")),
            s.say(s.ago(1, "09:00"), "note.signed"),
        ),
    )
    # Reasonable attempts, not reached
    yield (
        "treatment",
        FREE,
        lambda s: (
            s.missed(5, "18:00", weeks=6),
            s.tried(4, "10:00"),
            s.tried(3, "17:30", "text", "message_left"),
            s.tried(1, "14:00", "visit", "not_home"),
        ),
    )
    yield (
        "therapy",
        HOME,
        lambda s: (
            s.missed(9, "11:00", weeks=5),
            s.tried(8, "10:00"),
            s.tried(7, "17:30"),
            s.tried(6, "14:00", "visit", "not_home"),
            s.say(s.ago(1, "10:00"), "note.signed"),
            s.say(s.ago(1, "15:00"), "supervisor.consulted"),
        ),
    )
    yield (
        "therapy",
        {**HOME, "icwa": True},
        lambda s: (
            s.missed(4, "10:00", weeks=4),
            s.tried(3, "10:00", outcome="voicemail"),
            s.tried(2, "17:30", outcome="voicemail"),
            s.say(s.ago(2, "14:30"), "tribe.informed"),
            s.tried(1, "14:00", "visit", "not_home"),
        ),
    )
    yield (
        "program",
        PROBATION,
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
        HOME,
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
        FREE,
        lambda s: (
            s.missed(3, "18:00", weeks=5),
            s.say(s.ago(2, "16:00"), "contact.made", channel="phone", by="client"),
            s.talked(1, "15:10", "illness", understood=None),
        ),
    )
    yield (
        "therapy",
        UNSAID,
        lambda s: (s.missed(3, "09:00", weeks=8), s.talked(1, "12:15", "anxiety", understood=None)),
    )
    yield (
        "parenting",
        HOME,
        lambda s: (
            s.missed(4, "13:00", weeks=6),
            s.talked(1, "11:30", "work", "conflicting_duties", understood="partly"),
        ),
    )
    # Plans
    yield (
        "therapy",
        HOME_REPORTED,
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
        PROBATION,
        lambda s: (s.missed(4, "18:30", weeks=4), s.talked(1, "15:40", "overwhelmed")),
    )
    yield (
        "therapy",
        HOME,
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
        HOME,
        lambda s: (
            s.missed(4, "11:00", weeks=6),
            s.talked(1, "10:10", "childcare"),
            s.planned(1, "10:30", "childcare"),
            s.booked(1, "10:35", s.ahead(4, "11:00")),
        ),
    )
    yield (
        "program",
        PROBATION,
        lambda s: (
            s.missed(3, "17:30", weeks=8),
            s.talked(1, "15:00", "mix_up"),
            s.planned(1, "15:15", "reminder"),
            s.booked(1, "15:20", s.ahead(3, "17:30")),
        ),
    )
    yield (
        "therapy",
        HOME,
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
        FREE,
        lambda s: (
            s.attended(s.ago(1, "16:00"), 6),
            s.say(s.ago(1, "16:00"), "session.cancelled", by="provider"),
            s.booked(1, "16:25", s.ahead(2, "18:00")),
        ),
    )
    # The note, the supervisor
    yield (
        "therapy",
        HOME,
        lambda s: (
            s.missed(4, "14:00", weeks=5),
            s.talked(1, "09:30", "illness"),
            s.planned(1, "09:50", "telehealth"),
            s.booked(1, "09:55", s.ahead(2, "14:00")),
        ),
    )
    yield (
        "treatment",
        FREE_REPORTED,
        lambda s: (
            s.missed(2, "18:00", weeks=7),
            s.talked(1, "10:00", "work"),
            s.planned(1, "10:20", "evening_slot"),
            s.booked(1, "10:25", s.ahead(3, "19:00")),
            s.say(s.ago(1, "11:00"), "note.signed"),
        ),
    )
    yield from later_stories()
