"""
Read by Python as it starts every process of a test run, whose PYTHONPATH leads here: lets it live at the
run's moment and in its time zone. See `tests/moments.py`.
"""

from __future__ import annotations

import os
import sys
import time


def live_then() -> None:
    """Go to the moment that the process which started this one lives at, and from there on with the time."""
    ahead, zone = os.environ.get("TESTS_LIVE_SECONDS_AHEAD"), os.environ.get("TESTS_LIVE_IN_ZONE")
    if zone:
        os.environ["TZ"] = zone
        time.tzset()
    if ahead and float(ahead):
        # It looks for pytest, which would take a command longer to import than all the rest.
        absent = "pytest" not in sys.modules
        if absent:
            sys.modules["pytest"] = None  # type: ignore[assignment]
        try:
            import time_machine
        finally:
            if absent:
                del sys.modules["pytest"]
        time_machine.travel(time.time() + float(ahead), tick=True).start()
        time.time()  # from the first time it is asked, it ticks


live_then()
