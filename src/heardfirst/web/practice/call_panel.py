"""What stands on top of every page of a practiced case: that it is practice, what came of it, what to do."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from heardfirst.practice.calls.client_lines import client_lines
from heardfirst.practice.calls.selectors import hangs_on, is_over, may_forewarn, moves_of, story_of
from heardfirst.practice.calls.simulated_client import HURTING, REACHING, TALKING, CallMove, talk_in
from heardfirst.practice.models import PracticeCall

from ..wording.dates import moment_text
from ..wording.practice_calls import BUTTONS, DONE
from ..wording.reasons import language

Button = tuple[str, str]
# Answers that say something of the client, which somebody may have to write down.
_TOLD = frozenset(
    {"told", "declined", "understood", "not_clear", "helps", "agrees", "stop", "continue", "forewarned"}
)


@dataclass(frozen=True, slots=True)
class CallExchange:
    """
    What came of one move: what was done, and the lines in the language that is ``spoken``, each with the same
    for a reader of another.
    """

    did: str
    spoken: str
    lines: list[tuple[str, str]]


@dataclass
class Panel:
    """The panel of one call; what it needs to know is asked when it is drawn."""

    call: PracticeCall
    back: str

    @property
    def when(self) -> str:
        """The story's day and time."""
        return moment_text(self.call.now)

    @property
    def move_href(self) -> str:
        """Where its buttons lead."""
        return reverse("practice-call-move", args=[self.call.public_id])

    @property
    def look_back_href(self) -> str:
        """Where one looks back."""
        return reverse("practice-call", args=[self.call.public_id])

    @property
    def stop_href(self) -> str:
        """Where it is ended."""
        return reverse("practice-call-stop", args=[self.call.public_id])

    @property
    def ended(self) -> bool:
        """Whether it has been ended."""
        return self.call.ended_at is not None

    @cached_property
    def over(self) -> bool:
        """Whether the response is over."""
        return is_over(self.call)

    @cached_property
    def last(self) -> CallExchange | None:
        """What came of the last move."""
        moves = moves_of(self.call)
        return exchange_of(self.call, len(moves) - 1, moves[-1]) if moves else None

    @cached_property
    def so_far(self) -> list[CallExchange]:
        """What the client said in the last talk before their last words: it is to be put down afterwards."""
        moves = moves_of(self.call)
        began = max((place for place, move in enumerate(moves) if move.got == "reached"), default=len(moves))
        return [
            exchange_of(self.call, place, move)
            for place, move in enumerate(moves[:-1])
            if place > began and move.got in _TOLD
        ]

    @property
    def moved(self) -> int:
        """How many things were done by now: a form sent twice says that it comes after fewer."""
        return len(self.call.moves)

    @property
    def talking(self) -> bool:
        """Whether somebody is on the line, or at the door."""
        return talk_in(moves_of(self.call)) is not None

    @property
    def buttons(self) -> list[Button]:
        """
        What can be done now. What hurts stands among the rest, as it does in life. Where it is time to tell
        them first what the court will hear, that stands in the place of the threat.
        """
        if not self.talking:
            return [_button(do) for do in REACHING]
        drawn = random.Random(f"{self.call.seed}/panel")  # noqa: S311 - the order of buttons
        offered: list[str] = [do for do in TALKING if do not in ("forewarn", "goodbye")]
        for do in HURTING:
            offered.insert(drawn.randint(1, len(offered)), do)
        if may_forewarn(self.call):
            offered[offered.index("threat")] = "forewarn"
        return [_button(do) for do in (*offered, "goodbye")]

    @cached_property
    def passing(self) -> list[Button]:
        """How time can pass."""
        return [
            _button(period) for period in ("later", "tomorrow", *(["session"] if hangs_on(self.call) else []))
        ]


def panel_of(call: PracticeCall, back: str) -> Panel:
    """The panel of a call on the page ``back``."""
    return Panel(call, back)


def exchange_of(call: PracticeCall, place: int, move: CallMove) -> CallExchange:
    """What came of a move: in the client's language, and where that is another, in the reader's too."""
    story, reader = story_of(call), language()
    before = moves_of(call)[:place]
    spoken = "es" if story.language == "es" else reader

    def lines(tongue: str) -> list[str]:
        return client_lines(
            move, seed=call.seed, place=place, name=story.name, language=tongue, before=before
        )

    heard = lines(spoken)
    translated = [""] * len(heard) if spoken == reader else lines(reader)
    return CallExchange(str(DONE[move.do]), spoken, list(zip(heard, translated, strict=True)))


def _button(do: str) -> Button:
    return do, str(BUTTONS[do])
