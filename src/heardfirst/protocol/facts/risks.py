"""Risks that wait for somebody to act, and the duty to report abuse or neglect of a child."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ..vocabulary.entries import Entry, moment_of
from .chronology import Fold

if TYPE_CHECKING:
    from .fact_reader import Reading

__all__ = ["abuse_report_owed_since", "open_risks", "read_risks"]

_WATCHED_AT_MOST = timedelta(days=1)
"""For how long a risk is watched where nobody said until when."""
_LONGEST_WATCH = timedelta(days=7)
"""For how long it may be watched at most before somebody looks again."""
_LOOKED_AT_DAILY = frozenset({"suicide", "self_harm", "overdose", "relapse"})
"""Risks of which the first days are the gravest: nobody watches them for longer than one."""

_ABUSE = frozenset({"child_abuse", "child_neglect"})
_TAKES_REPORTS = frozenset({"hotline", "child_welfare"})


def read_risks(reading: Reading) -> None:
    """Say which risk waits for somebody to act or to look again, and whether a report of abuse is owed: that
    outlives the client."""
    folded = reading.folded
    owed = abuse_report_owed_since(folded) if reading.protocol.facts >= 4 else None
    if reading.say("abuse_report_owed", owed):
        reading.clock("abuse_report", owed)
    if reading.response.died:
        return
    latest = folded.latest("risk.raised", "risk.acted", "risk.watched")
    if reading.say("risk_open", latest and latest.kind == "risk.raised"):
        reading.clock("risk", folded.last("risk.raised"))
        return
    reading.say("risk_acted", folded.of("risk.raised"))
    if latest is not None and latest.kind == "risk.watched":
        until = moment_of(latest.details.get("until")) or latest.at + _WATCHED_AT_MOST
        if reading.protocol.facts >= 4:
            raised = folded.latest("risk.raised")
            grave = raised is not None and raised.details.get("risk") in _LOOKED_AT_DAILY
            until = min(until, latest.at + (_WATCHED_AT_MOST if grave else _LONGEST_WATCH))
        if reading.from_then_on("risk_look_due", until):
            reading.clock("risk", until)


def open_risks(folded: Fold) -> list[str]:
    """The risks that were raised since somebody last acted on one, or whose report is owed, each once."""
    acted = folded.last("risk.acted", "risk.watched")
    owed_since = abuse_report_owed_since(folded)
    waiting = [
        entry
        for entry in folded.of("risk.raised")
        if acted is None
        or entry.at > acted
        or (owed_since is not None and entry.at >= owed_since and _is_of_abuse(entry))
    ]
    return list(dict.fromkeys(str(entry.details.get("risk")) for entry in waiting))


def abuse_report_owed_since(folded: Fold) -> datetime | None:
    """
    Since when the law may demand a report of abuse or neglect of a child; None where none is owed.

    Any risk that a child runs counts, for whoever records it decides nothing about it. It is owed from the
    moment at which somebody raised it until a report went to the hotline or to child
    welfare, or a supervisor wrote down why none is required. Talking about it, or watching, never ends it:
    the duty is the reporter's own, and each state's law sets it a time (42 USC 5106a(b)(2)(B)(i)). The report
    itself is one that the confidentiality of treatment permits (42 CFR 2.12(c)(6)).
    """
    answered = max((entry.at for entry in folded.of(*_ANSWERS) if _answers(entry)), default=None)
    raised = [
        entry.at
        for entry in folded.of("risk.raised")
        if _is_of_abuse(entry) and (answered is None or entry.at > answered)
    ]
    return raised[0] if raised else None


_ANSWERS = ("report.made", "report.ruled_out")


def _is_of_abuse(entry: Entry) -> bool:
    return entry.details.get("risk") in _ABUSE or entry.details.get("about") == "child"


def _answers(entry: Entry) -> bool:
    if entry.kind == "report.made":
        return entry.details.get("to", "hotline") in _TAKES_REPORTS
    return entry.kind == "report.ruled_out"
