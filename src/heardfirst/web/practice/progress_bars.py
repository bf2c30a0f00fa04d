"""
Weeks as bars: how many questions were answered, and how many of them right.

Numbers become lengths here and nowhere else; the template only writes them down as SVG, so that colors come
from the style sheet in light and in dark. Beside each picture stands a table of the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from heardfirst.practice.weekly_progress import Week

from ..wording.dates import day_text

WIDTH, _LEFT, _TOP, _UNDER = 360, 26, 14, 20
_GAP = 6
LOW, HIGH = 64, 128
"""How high the bars may become, in the small pictures and in the large one."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One week: where its bar stands, and how far up it goes in all and for what was right."""

    x: float
    y: float
    height: float
    right_y: float
    right_height: float


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One week of the table."""

    week: str
    answered: int
    right: int


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars with their axis, what they say in a sentence each, and the same as lines of a table."""

    bars: list[Bar]
    bar_width: float
    width: int
    height: int
    floor: float
    top: float
    most: int
    first: str
    last: str
    text: str
    lines: list[WeekLine]


def plot_of(weeks: Sequence[Week], *, most: int, high: int) -> Plot:
    """
    A picture of these weeks. ``most`` is the number that the highest bar may stand for, the same in pictures
    that are looked at side by side.
    """
    most = max(1, most)
    step = (WIDTH - _LEFT) / len(weeks)
    floor = float(_TOP + high)
    bars = []
    for place, week in enumerate(weeks):
        if week.answered:
            tall, right = (round(high * count / most, 1) for count in (week.answered, week.right))
            x = round(_LEFT + place * step + _GAP / 2, 1)
            bars.append(Bar(x, round(floor - tall, 1), tall, round(floor - right, 1), right))
    lines = [
        WeekLine(day_text(week.monday, year=False), week.answered, week.right)
        for week in reversed(weeks)
        if week.answered
    ]
    sentences = [_("Week of %(day)s: %(right)s of %(answered)s correct.") % _numbers(line) for line in lines]
    return Plot(
        bars=bars,
        bar_width=round(step - _GAP, 1),
        width=WIDTH,
        height=_TOP + high + _UNDER,
        floor=floor,
        top=float(_TOP),
        most=most,
        first=day_text(weeks[0].monday, year=False),
        last=_("this week"),
        text=" ".join(sentences) or _("You answered no questions in these weeks."),
        lines=lines,
    )


def _numbers(line: WeekLine) -> dict[str, object]:
    return {"day": line.week, "right": line.right, "answered": line.answered}
