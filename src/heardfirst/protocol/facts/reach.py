"""How the client may be reached safely: rules and hours set for the case, and what was asked of us."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..vocabulary.entries import Entry
from .chronology import Fold

__all__ = ["SafeContact", "safe_contact_of"]

_NO_LIMIT = frozenset({"interpreter", "safe_hours", "safe_number", "letter_ok"})
"""Rules that say how to reach the client well, and forbid nothing."""


@dataclass(frozen=True, slots=True)
class SafeContact:
    """
    What keeps contact with one client safe at a moment.

    ``ordered`` are the client's own rules in the order in which they were first set, ``set_by`` the ids of
    the entries that set them. ``known`` says that somebody has asked this client; until then ``meanwhile``
    holds what the agency keeps to. Contact is safe from the hour ``from_hour`` until ``until_hour`` of
    the agency's clock, past midnight where the second is the earlier; None leaves that end open.
    ``stopped`` says that the client asked for no contact at all and has not talked with us since,
    ``stopped_channels`` which ways they asked us not to use.
    """

    ordered: tuple[str, ...] = ()
    known: bool = False
    from_hour: int | None = None
    until_hour: int | None = None
    stopped: bool = False
    stopped_channels: tuple[str, ...] = ()
    set_by: tuple[str, ...] = ()
    meanwhile: tuple[str, ...] = ()

    @property
    def rules(self) -> frozenset[str]:
        """The rules in force, whoever set them."""
        return frozenset((*self.ordered, *self.meanwhile))

    @property
    def limits(self) -> frozenset[str]:
        """Those of the client's own rules that limit how they may be reached."""
        return frozenset(self.ordered) - _NO_LIMIT

    @property
    def may_call(self) -> bool:
        """Whether the number may be called."""
        return not (self.stopped or "no_call" in self.rules or "phone" in self.stopped_channels)

    @property
    def may_write(self) -> bool:
        """Whether a letter may go home: they limited nothing, or said that a letter is all right."""
        closed = "no_letter" in self.rules or "mail" in self.stopped_channels
        return not closed and (not self.limits or "letter_ok" in self.rules)

    @property
    def may_text(self) -> bool:
        """Whether a text may be sent."""
        return not (self.rules & {"no_text", "no_message"} or "text" in self.stopped_channels)

    @property
    def may_leave_message(self) -> bool:
        """Whether a message may be left on the telephone."""
        return not self.rules & {"no_message", "no_voicemail"}

    @property
    def may_say_who(self) -> bool:
        """Whether others may learn who calls."""
        return "do_not_say_who" not in self.rules

    @property
    def with_interpreter(self) -> bool:
        """Whether an interpreter was asked for."""
        return "interpreter" in self.rules

    @property
    def open_ways(self) -> frozenset[str] | None:
        """The only ways that are left where the client named one safe number: a call, a text. None where they
        did not, so that there are others, such as a message through somebody they named."""
        if "safe_number" not in self.rules:
            return None
        return frozenset(
            way for way, is_open in (("phone", self.may_call), ("text", self.may_text)) if is_open
        )

    @property
    def hours(self) -> frozenset[int] | None:
        """The hours in which contact is safe, None when nobody limited them."""
        if self.from_hour is None and self.until_hour is None:
            return None
        begins, ends = (self.from_hour or 0) % 24, 24 if self.until_hour is None else min(self.until_hour, 24)
        if begins < ends:
            return frozenset(range(begins, ends))
        return frozenset(range(begins, 24)) | frozenset(range(ends))

    def safe_at(self, hour: int) -> bool:
        """Whether this hour of the agency's clock, from 0 to 23, is a safe one."""
        return self.hours is None or hour in self.hours

    def until_known(self, rules: Iterable[str], from_hour: int | None, until_hour: int | None) -> SafeContact:
        """The same with what an agency keeps to for as long as nobody has asked this client."""
        if self.known:
            return self
        return replace(self, meanwhile=tuple(rules), from_hour=from_hour, until_hour=until_hour)


def safe_contact_of(folded: Fold) -> SafeContact:
    """
    What the client has said of safe contact, from the entries that stand. A rule that names none is read as
    leaving no message; ``lifted`` ends everything that was set before it.
    """
    ordered: dict[str, None] = {}
    channels: dict[str, None] = {}
    set_by: list[str] = []
    from_hour = until_hour = None
    known = False
    for entry in folded.of("contact_rule.set", "contact.stop_asked"):
        if entry.kind == "contact.stop_asked":
            if entry.details.get("channel"):
                channels[str(entry.details["channel"])] = None
            continue
        known, named = True, _named(entry)
        if "lifted" in named:
            ordered, channels, set_by = {}, {}, []
            from_hour = until_hour = None
            continue
        ordered |= dict.fromkeys(named or ["no_message"])
        set_by.append(entry.id)
        hours = entry.details.get("from_hour"), entry.details.get("until_hour")
        if any(hour is not None for hour in hours):
            from_hour, until_hour = hours
    return SafeContact(
        tuple(ordered), known, from_hour, until_hour, _stopped(folded), tuple(channels), tuple(set_by)
    )


def _named(entry: Entry) -> list[str]:
    single = [str(entry.details["rule"])] if "rule" in entry.details else []
    return [*entry.details.get("rules", []), *single]


def _stopped(folded: Fold) -> bool:
    stops = [entry.at for entry in folded.of("contact.stop_asked") if not entry.details.get("channel")]
    talked = folded.last("contact.made", "client.heard")
    # What was asked in a conversation holds after it: both are recorded for one moment.
    return bool(stops) and (talked is None or talked <= stops[-1])
