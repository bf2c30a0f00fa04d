"""
The moment and the time zone at which a run of the tests lives: drawn anew each run, by its seed.

Whatever holds on the afternoon on which it was written has to hold on the night of the clock change, too. All
processes of a run live then: pytest's, those of xdist, and the commands and servers that tests start, each of
which Python leads through `tests/startup/sitecustomize.py`. The product's own clock knows nothing of it.

``HEARDFIRST_TEST_NOW`` gives the moment by hand, with its offset (2027-01-01T00:01-05:00), or ``now`` for the
real one, and ``HEARDFIRST_TEST_ZONE`` the machine's zone.
"""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, datetime
from pathlib import Path

import time_machine

PRESENT = "now"
MOMENTS = {
    "2026-11-02T08:00-05:00": "a Monday at eight",
    "2026-10-07T14:00-04:00": "a Wednesday afternoon",
    "2026-12-11T17:30-05:00": "a Friday as the office closes",
    "2027-03-21T03:00-04:00": "a Sunday night",
    "2026-12-16T23:58-05:00": "two minutes to midnight",
    "2026-12-31T16:00-05:00": "the last day of a year",
    "2027-01-01T00:01-05:00": "the first minute of a year",
    "2028-02-29T10:00-05:00": "a leap day",
    "2026-11-01T01:30-04:00": "the night the clocks go back",
    "2027-03-14T01:59-05:00": "the night they go forward",
    "2026-11-27T09:00-05:00": "the day after Thanksgiving",
    PRESENT: "the present",
}
ZONES = ("UTC", "America/Los_Angeles", "Asia/Kolkata")

# Not under the product's prefix, which tests take out of the surroundings of a process they start.
AHEAD, ZONE, _SINCE = "TESTS_LIVE_SECONDS_AHEAD", "TESTS_LIVE_IN_ZONE", "TESTS_LIVE_SINCE"
_STARTUP = Path(__file__).with_name("startup")


def live_then(seed: object) -> None:
    """
    Begin to live at the run's moment, in this process and all it will start. A process that another of the
    run has started lives then already.
    """
    if AHEAD in os.environ:
        return
    moment, zone = drawn(seed)
    moment = os.environ.get("HEARDFIRST_TEST_NOW") or moment
    zone = os.environ.get("HEARDFIRST_TEST_ZONE") or zone
    real = time.time()
    ahead = 0.0 if moment == PRESENT else aware(moment).timestamp() - real
    since = datetime.now(UTC).isoformat(timespec="seconds") if moment == PRESENT else moment
    os.environ[AHEAD], os.environ[ZONE], os.environ[_SINCE] = repr(ahead), zone, since
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(_STARTUP), *([before] if before else [])])
    if ahead:
        time_machine.travel(real + ahead, tick=True).start()
        time.time()  # from the first time it is asked, it ticks


def seconds_ahead() -> float:
    """By how many seconds this run is ahead of the real time; below nought when it lives in the past."""
    return float(os.environ[AHEAD])


def zone_here() -> str:
    """The zone that the machine of this run is in."""
    return os.environ[ZONE]


def moment_said() -> str:
    """When and where this run lives, as one gives it by hand to live then again."""
    return f"HEARDFIRST_TEST_NOW={os.environ[_SINCE]} HEARDFIRST_TEST_ZONE={zone_here()}"


def drawn(seed: object) -> tuple[str, str]:
    """The moment and the zone of a run with this seed."""
    draws = random.Random(str(seed))
    return draws.choice(list(MOMENTS)), draws.choice(ZONES)


def aware(moment: str) -> datetime:
    """A moment as it is given by hand. Raises ValueError where its offset is missing."""
    read = datetime.fromisoformat(moment)
    if read.tzinfo is None:
        raise ValueError("HEARDFIRST_TEST_NOW needs an offset, as in 2027-01-01T00:01-05:00.")
    return read
