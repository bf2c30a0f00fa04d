"""
The simulated client: what somebody made up answers, act by act.

It is the checker's adversary with a temper. The table of effects that the proof reads
(`heardfirst.protocol.rules.effects`) says of each entry who chooses it and which choice a client makes who
cooperates. Where the choice is the client's, the temper weighs the good against the bad. Nobody is bad for
ever: each has a reserve of bad answers, and the hardest spends it on the worst there is, one after the other.
So the proof's promise stands: whoever keeps the order can end it well.

Pure: no clock, no database. The same seed and the same acts always give the same answers.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from functools import lru_cache
from typing import Any

from heardfirst.protocol import Protocol
from heardfirst.protocol.rules.effects import outside_rows, staff_rows

from .stories import HELPED_BY, CallStory

__all__ = [
    "DOING",
    "HURTING",
    "PASSING",
    "REACHING",
    "TALKING",
    "CallMove",
    "SimulatedClient",
    "Talk",
    "Temper",
    "client_of",
    "comes",
    "reply",
    "talk_in",
    "was_heard",
]  # fmt: skip


class Temper(IntEnum):
    """How a simulated client takes being called, from glad to hard to reach; calls keep the number."""

    GLAD = 0
    WORN_OUT = 1
    WARY = 2
    HARD_TO_REACH = 3


REACHING = {"dial": "phone", "text": "text", "go": "visit"}
"""What a learner does to reach somebody, and the channel it is."""
TALKING = ("greet", "limits", "ask", "more", "stakes", "help", "time", "intend", "forewarn", "goodbye")
HURTING = {"blame": "blame", "threat": "pressure", "secrecy": "promise_secrecy"}
"""What hurts a talk, and the act of `acts_outside_protocol.OUTSIDE` it is."""
PASSING = ("later", "tomorrow", "session")
DOING = (*REACHING, *TALKING, *HURTING, *PASSING)

# How many bad answers a client has to give away, and how much they lean towards one while any is left.
_RESERVE = {Temper.GLAD: 0, Temper.WORN_OUT: 2, Temper.WARY: 4, Temper.HARD_TO_REACH: 7}
_LEANS = {Temper.GLAD: 0.0, Temper.WORN_OUT: 0.35, Temper.WARY: 0.6, Temper.HARD_TO_REACH: 1.0}
_NOBODY = {
    "phone": ("no_answer", "voicemail", "mailbox_full", "answered_other"),
    "text": ("no_reply",),
    "visit": ("not_home",),
}
_BAD = frozenset(
    {*(outcome for outcomes in _NOBODY.values() for outcome in outcomes), "declined", "not_clear", "misses"}
)
_SAYS_NO_MORE = 2  # so many hurts in one talk, and the client tells nothing; at one more they hang up


@dataclass(frozen=True, slots=True)
class CallMove:
    """
    One thing the learner did on the panel, what came of it and what the client told; all from closed lists.
    ``at`` is the story's time. ``count`` is how many entries the record had by then.
    """

    do: str
    got: str
    told: tuple[str, ...] = ()
    at: datetime | None = None
    count: int = 0

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "do": self.do,
            "got": self.got,
            "told": list(self.told),
            "at": self.at.isoformat() if self.at else None,
            "count": self.count,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> CallMove:
        """Read back what was kept."""
        at = datetime.fromisoformat(stored["at"]) if stored["at"] else None
        return cls(stored["do"], stored["got"], tuple(stored["told"]), at, stored["count"])


@dataclass(frozen=True, slots=True)
class SimulatedClient:
    """
    Who is simulated, and what is true of them; it comes out only when asked well. ``safe`` says whether the
    first talk finds them where they can speak.
    """

    seed: int
    temper: Temper
    barriers: tuple[str, ...]
    stops: bool = False
    safe: bool = True

    @property
    def helps(self) -> tuple[str, ...]:
        """What would help, for what gets in the way."""
        return tuple(dict.fromkeys(HELPED_BY[barrier] for barrier in self.barriers))


@dataclass(frozen=True, slots=True)
class Talk:
    """Where a talk stands that is going on: what was said in it by now."""

    channel: str
    said: tuple[str, ...] = ()
    hurts: int = 0
    told: tuple[str, ...] = ()


def client_of(story: CallStory, *, temper: Temper, seed: int) -> SimulatedClient:
    """The client of a story, drawn by a seed: what the story leaves open is another one's each time."""
    drawn = _chances(seed, "who")
    others = [barrier for barrier in story.may_add if barrier not in story.barriers]
    more = drawn.sample(others, min(len(others), drawn.choice((0, 1, 1, 2))))
    return SimulatedClient(seed, temper, (*story.barriers, *more), story.stops, not story.unsafe)


def talk_in(moves: Sequence[CallMove]) -> Talk | None:
    """The talk that is going on after these moves; None when nobody is on the line."""
    talk: Talk | None = None
    for move in moves:
        if move.do in REACHING:
            talk = Talk(REACHING[move.do]) if move.got == "reached" else None
        elif move.do in PASSING or move.got in ("hung_up", "not_now", "goodbye", "parted"):
            talk = None
        elif talk is not None:
            hurt = int(move.do in HURTING)
            talk = Talk(talk.channel, (*talk.said, move.do), talk.hurts + hurt, (*talk.told, *move.told))
    return talk


def was_heard(moves: Sequence[CallMove]) -> bool:
    """Whether the client was asked what got in the way, and answered; also that they rather not say."""
    return any(move.do == "ask" and move.got in ("told", "declined") for move in moves)


def reply(client: SimulatedClient, protocol: Protocol, moves: Sequence[CallMove], do: str) -> CallMove:
    """What comes of one more act. Raises KeyError for one that cannot be done after those that were."""
    talk = talk_in(moves)
    if do in REACHING:
        return _reached(client, protocol, moves, do)
    if talk is None or do not in (*TALKING, *HURTING) or (do == "forewarn" and not was_heard(moves)):
        raise KeyError(do)
    return _Answering(client, protocol, moves, talk).to(do)


def comes(client: SimulatedClient, protocol: Protocol, moves: Sequence[CallMove], *, ours_done: bool) -> bool:
    """
    Whether the client comes to a booked session. ``ours_done`` is whether we did what we had promised for it:
    where we did not, only the gladdest comes all the same.
    """
    if not ours_done and client.temper > Temper.GLAD:
        return False
    return not _chooses_bad(client, moves, *_chosen_by_client(protocol)["session"])


# -- what the client answers


@dataclass(frozen=True, slots=True)
class _Answering:
    """A client in the middle of a call, about to answer."""

    client: SimulatedClient
    protocol: Protocol
    moves: Sequence[CallMove]
    talk: Talk

    def to(self, do: str) -> CallMove:
        """The answer to one act of the talk."""
        if do in HURTING:
            return CallMove(do, "hung_up" if self.talk.hurts >= _SAYS_NO_MORE else f"hurt_{do}")
        answers = {
            "greet": self.greeted, "ask": self.answer, "more": self.answer_further, "stakes": self.stakes,
            "help": self.helped, "intend": self.intends, "goodbye": self.parted,
        }  # fmt: skip
        return answers[do]() if do in answers else CallMove(do, _ALWAYS[do])

    def greeted(self) -> CallMove:
        before = any(move.got == "not_now" for move in self.moves)
        cannot = not self.client.safe and self.talk.channel != "text" and not before
        return CallMove("greet", "not_now" if cannot else "greeted")

    def answer(self) -> CallMove:
        if self.talk.hurts >= _SAYS_NO_MORE:
            return CallMove("ask", "declined")
        if "ask" not in self.talk.said and self._bad("heard"):
            return CallMove("ask", "declined")
        # What lies nearest is told first; the rest to somebody who asks on, once it is clear what stays here.
        whole = self.client.temper == Temper.GLAD and not self.talk.hurts
        return CallMove("ask", "told", self.client.barriers if whole else self.client.barriers[:1])

    def answer_further(self) -> CallMove:
        named = {barrier for move in self.moves if move.got == "told" for barrier in move.told}
        rest = tuple(barrier for barrier in self.client.barriers if barrier not in named)
        if not rest:
            return CallMove("more", "nothing_more")
        if not self.talk.told:
            return CallMove("more", "holds_back")
        wary = self.client.temper >= Temper.WARY
        if self.talk.hurts or ("limits" not in self.talk.said and wary):
            return CallMove("more", "holds_back")
        return CallMove("more", "told", rest)

    def stakes(self) -> CallMove:
        return CallMove("stakes", "not_clear" if self._bad("stakes") else "understood")

    def helped(self) -> CallMove:
        named = [
            barrier for barrier in self.client.barriers if any(barrier in move.told for move in self.moves)
        ]
        helps = tuple(dict.fromkeys(HELPED_BY[barrier] for barrier in named))
        declined = any(move.do == "ask" and move.got == "declined" for move in self.moves)
        return CallMove("help", "helps" if named else "unsure_declined" if declined else "unsure", helps)

    def intends(self) -> CallMove:
        # Who wants to stop says so in one talk; asked another day, having been heard, they think anew.
        before = any(move.got == "stop" for move in self.moves)
        return CallMove("intend", "stop" if self.client.stops and not before else "continue")

    def parted(self) -> CallMove:
        return CallMove("goodbye", "parted" if self.talk.hurts else "goodbye")

    def _bad(self, what: str) -> bool:
        return _chooses_bad(self.client, self.moves, *_chosen_by_client(self.protocol)[what])


_ALWAYS = {"limits": "limits", "time": "agrees", "forewarn": "forewarned"}


def _reached(client: SimulatedClient, protocol: Protocol, moves: Sequence[CallMove], do: str) -> CallMove:
    if _chooses_bad(client, moves, *_chosen_by_client(protocol)["contact"]):
        return CallMove(do, _chances(client.seed, len(moves)).choice(_NOBODY[REACHING[do]]))
    return CallMove(do, "reached")


# -- the adversary


def _chooses_bad(client: SimulatedClient, moves: Sequence[CallMove], good: bool, bad: bool) -> bool:
    """Whether, of what the table leaves to the client here, they choose what does not help."""
    if not (good and bad):
        return bad
    spent = sum(move.got in _BAD for move in moves)
    if spent >= _RESERVE[client.temper]:
        return False
    return _chances(client.seed, f"{len(moves)}?").random() < _LEANS[client.temper]


@lru_cache(maxsize=64)
def _chosen_by_client(protocol: Protocol) -> dict[str, tuple[bool, bool]]:
    """
    For each thing asked of the client, whether the table has a choice that cooperates, and one that does not.

    An attempt that reaches nobody counts as one that does not: it cooperates in the table because it brings
    reasonable attempts nearer.
    """
    rows = [
        row for step in protocol.steps for row in staff_rows(protocol, step, "plain") if row.by == "client"
    ]
    outside = [
        row
        for row in outside_rows(protocol, notice=False, basis="consent", side="plain")
        if row.by == "client"
    ]

    def among(kind: str) -> list[bool]:
        return [row.good for row in (*rows, *outside) if row.label.split(",")[0].split(" ")[0] == kind]

    return {
        "contact": (bool(among("contact.made")) or not among("contact.tried"), bool(among("contact.tried"))),
        "heard": (True in among("client.heard"), bool(among("client.declined"))),
        "stakes": (True in among("stakes.discussed"), False in among("stakes.discussed")),
        "session": (True in among("session.attended"), False in among("session.missed")),
    }


def _chances(seed: int, place: object) -> random.Random:
    return random.Random(f"{seed}/{place}")  # noqa: S311 - a made-up client, not a secret
