"""
A year of somebody else's outpatient calendar, taken in twice.

The tables come from medscheduler, a simulator written for clinics by others. Visits are set to about one in
two weeks, and its words for how a visit went are its own.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
