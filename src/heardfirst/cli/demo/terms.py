"""What was ordered of whom, and what a story is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .story_builder import DemoStory

Telling = tuple[str, dict[str, Any], Callable[[DemoStory], object]]
"""A client's service, the terms of the order, and what tells the story."""

HOME: dict[str, Any] = {"at_stake": "reunification", "basis": "consent", "required_sessions": 26}
HOME_REPORTED = {**HOME, "report_within": {"business_days": 7, "of": "missed"}}
FREE: dict[str, Any] = {"at_stake": "liberty", "basis": "court_order", "required_sessions": 36}
FREE_REPORTED = {**FREE, "report_within": {"business_days": 3, "of": "learned"}}
PROBATION: dict[str, Any] = {"at_stake": "probation", "basis": "consent", "required_sessions": 20}
UNSAID: dict[str, Any] = {}
