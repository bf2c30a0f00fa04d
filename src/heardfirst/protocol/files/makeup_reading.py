"""Reading what makes up for a session: the table ``[makeup]`` of a protocol file."""

from __future__ import annotations

from collections.abc import Mapping

from ..vocabulary.closed_lists import PLACES, PURPOSES
from ..vocabulary.protocol import MakingUp
from ..vocabulary.thresholds import MakeUps, MakeUpsOverdue, Threshold
from .file_keys import MAKEUP_KEYS
from .threshold_reading import ThresholdReader

__all__ = ["MakeUpReader"]


class MakeUpReader(ThresholdReader):
    """Reads within how long, in which sessions and how often a session may be made up."""

    def making_up(self, thresholds: Mapping[str, Threshold]) -> MakingUp | None:
        """What makes up for a session: ``[makeup]``, or what the protocol below says."""
        if "makeup" not in self.table:
            return self.base.making_up if self.base else None
        section = self.section("makeup")
        self.known(section, MAKEUP_KEYS, "makeup")
        if not any(isinstance(threshold, MakeUps | MakeUpsOverdue) for threshold in thresholds.values()):
            raise self.wrong("name in [atoms] what is to be made up: owed = { not_made_up = 1 }.", "makeup")
        within = self.span(section["within"], "makeup", "within") if "within" in section else None
        if within is not None and within.amount == 0:
            raise self.wrong("a wait must be longer than zero.", "makeup", "within")
        return MakingUp(
            within,
            self._listed(section, "purpose", PURPOSES, "makeup"),
            self._listed(section, "place", PLACES, "makeup"),
            self.number(section["most"], 1, 1000, "makeup", "most") if "most" in section else None,
        )
