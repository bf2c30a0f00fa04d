"""A protocol as a picture: its steps as one column in order of precedence, and what makes each possible.

The picture is SVG made here, with no script and nothing fetched. To the left of the column each step that
makes others possible has a rail of its own, in the color of its role; an arrow leaves it for each of them,
dashed where the need can be waived. A twin in words says the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from ..vocabulary.protocol import Protocol
from ..vocabulary.roles import ROLES
from .phrases import frames_of, word
from .protocol_text import ShownStep, show_text
from .text_layout import legible, text_width, wrapped

__all__ = ["COLORS", "Drawing", "StepDescription", "draw"]

COLORS: Mapping[str, tuple[str, str]] = {
    "card": ("#fff", "#1e2428"),
    "ink": ("#23262b", "#ecebe6"),
    "quiet": ("#5a6068", "#a8aeb4"),
    "hair": ("#e4e0d7", "#333b41"),
    "warm": ("#b4532a", "#f0a57e"),
    "warm-ink": ("#9c4521", "#f0a57e"),
    "warm-tint": ("#fbece4", "#3b241b"),
    "role-protect": ("#a8420f", "#f5a86c"),
    "role-reach": ("#1f5f5b", "#7fc5bd"),
    "role-understand": ("#2a5a8c", "#8fbcec"),
    "role-support": ("#46701f", "#a9cf7c"),
    "role-record": ("#5d6470", "#b3bac4"),
    "role-write": ("#7b4a86", "#d3a3dd"),
    "role-charge": ("#7d5f0c", "#dcbd62"),
    "role-report": ("#4b4fa6", "#aeb2f4"),
    "role-escalate": ("#9c2c4a", "#f297ae"),
    "role-end": ("#3d4147", "#d5d6d2"),
}
"""The colors of the picture, light and dark: those of the screens, and one for each role. On a page the
screen's own tokens of these names are used."""

_SANS = '"Inter HF", system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
_WIDE, _EDGE, _BETWEEN, _PAD = 400, 8, 12, 11
_LANE, _PORT = 8, 9
_LABEL, _META = 15, 12.5
_LEAD = 1.32


@dataclass(frozen=True, slots=True)
class StepDescription:
    """One step of the picture in words."""

    number: int
    label: str
    about: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture: ``svg`` stands alone; ``bare`` is the same for a page that has the colors as tokens;
    ``descriptions`` say it step by step and ``text`` in one piece."""

    svg: str
    bare: str
    heading: str
    descriptions: tuple[StepDescription, ...]

    @property
    def text(self) -> str:
        """The twin in words, a step a paragraph."""
        steps = [
            f"{part.number}. {part.label} ({part.about})"
            + "".join(f"\n   {content}" for content in part.sentences)
            for part in self.descriptions
        ]
        return "\n".join([self.heading, "", *steps])


@dataclass(frozen=True, slots=True)
class _Edge:
    """From the step that makes possible to the one made possible, by place."""

    source: int
    target: int
    waivable: bool


@dataclass(frozen=True, slots=True)
class _Box:
    """One step's box: where it stands, and its lines of text with their size and color."""

    top: float
    height: float
    lines: tuple[tuple[str, float, str, int], ...]


def draw(protocol: Protocol, language: str) -> Drawing:
    """The picture of a protocol and its twin, in ``en`` or ``es``."""
    steps = show_text(protocol, language)[-1].steps
    edges = _edges(protocol)
    heading = legible(f"{protocol.name[language]} · {protocol.version}")
    picture = _Picture(protocol, steps, edges, heading, language)
    body = "\n".join(picture.parts())
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {picture.height:.0f}" role="img" '
        f'aria-labelledby="drawing-title drawing-desc" font-family="var(--sans)">\n'
        f'<title id="drawing-title">{escape(heading)}</title>\n'
        f'<desc id="drawing-desc">{word("draw", "desc", language).format(count=len(steps))}</desc>'
    )
    return Drawing(
        svg=f"{opening}\n{_style()}\n{body}\n</svg>",
        bare=f"{opening}\n{body}\n</svg>",
        heading=heading,
        descriptions=tuple(_step_descriptions(protocol, steps, edges, language)),
    )


def _edges(protocol: Protocol) -> list[_Edge]:
    """Who makes whom possible. An arrow is dashed when every line it ticks can be waived."""
    found: dict[tuple[int, int], bool] = {}
    for target, lines in enumerate(protocol.feeders):
        for line, sources in zip(protocol.steps[target].needs, lines, strict=True):
            for source in sources:
                found[source, target] = found.get((source, target), True) and bool(line.unless)
    return [_Edge(source, target, waivable) for (source, target), waivable in sorted(found.items())]


def _step_descriptions(
    protocol: Protocol, steps: tuple[ShownStep, ...], edges: list[_Edge], language: str
) -> Iterator[StepDescription]:
    words = frames_of("draw", language)
    for place, step in enumerate(steps):
        sources = [
            words["if_waived"].format(step=_numbered(steps[edge.source]))
            if edge.waivable
            else _numbered(steps[edge.source])
            for edge in edges
            if edge.target == place
        ]
        sentences = [words["possible"].format(steps="; ".join(sources)) if sources else words["first"]]
        if moved := _moves_after(protocol, place):
            sentences.append(words["moves"].format(number=moved))
        sentences += [f"{words['exception']}: {promise}" for promise in step.excepted]
        about = "; ".join(filter(None, (step.role_said, step.who, step.due)))
        yield StepDescription(step.number, legible(step.label), about, tuple(map(legible, sentences)))


def _numbered(step: ShownStep) -> str:
    return f"{step.number} {step.label}"


def _moves_after(protocol: Protocol, place: int) -> int:
    """The number of the step that this one comes right after at times; 0 when it never moves."""
    moves = protocol.steps[place].moves
    return protocol.places[moves.after] + 1 if moves else 0


def _style() -> str:
    def block(which: int) -> str:
        return "".join(f"--{name}:{pair[which]};" for name, pair in COLORS.items())

    return (
        f"<style>svg{{--sans:{_SANS};{block(0)}background:var(--card)}}"
        f"@media (prefers-color-scheme:dark){{svg{{{block(1)}}}}}</style>"
    )


class _Picture:
    """Lays the picture out from top to bottom, then draws it: legend, rails, boxes."""

    def __init__(
        self,
        protocol: Protocol,
        steps: tuple[ShownStep, ...],
        edges: list[_Edge],
        heading: str,
        language: str,
    ) -> None:
        self.protocol, self.steps, self.edges, self.language = protocol, steps, edges, language
        self.words = frames_of("draw", language)
        self.heading = wrapped(heading, _WIDE - 2 * _EDGE, 17, bold=True)
        self.lanes = self._lanes()
        self.left = _EDGE + 14 + _LANE * (max(self.lanes.values(), default=0) + 1)
        self.width = _WIDE - _EDGE - self.left
        self.legend, top = self._legend()
        self.boxes: list[_Box] = []
        for place in range(len(steps)):
            box = self._box(place, top)
            self.boxes.append(box)
            top += box.height + _BETWEEN
        self.height = top

    def parts(self) -> Iterator[str]:
        """The pieces of the picture, what lies behind first."""
        yield from self.legend
        middle = self.left + self.width / 2
        for above, below in zip(self.boxes, self.boxes[1:], strict=False):
            yield _line(middle, above.top + above.height, middle, below.top, "var(--hair)", 2)
        for source in self.lanes:
            yield from self._rail(source)
        for place, box in enumerate(self.boxes):
            yield from self._drawn(place, box)

    def _lanes(self) -> dict[int, int]:
        """A lane for each step that makes others possible: the shortest ways nearest to the boxes."""
        reach: dict[int, tuple[int, int]] = {}
        for edge in self.edges:
            low, high = reach.get(edge.source, (edge.source, edge.source))
            reach[edge.source] = (min(low, edge.target), max(high, edge.target))
        lanes: dict[int, int] = {}
        for source in sorted(reach, key=lambda lane: reach[lane][1] - reach[lane][0]):
            low, high = reach[source]
            lane = 0
            while any(
                lanes[other] == lane and reach[other][0] <= high and low <= reach[other][1] for other in lanes
            ):
                lane += 1
            lanes[source] = lane
        return lanes

    def _lane_at(self, source: int) -> float:
        return self.left - 14 - _LANE * (self.lanes[source] + 0.5)

    def _color(self, place: int) -> str:
        return f"var(--role-{self.protocol.steps[place].role})"

    def _incoming(self, place: int) -> list[_Edge]:
        """The arrows into a step, those from the nearest lanes first, so that fewer cross."""
        into = [edge for edge in self.edges if edge.target == place]
        return sorted(into, key=lambda edge: self.lanes[edge.source])

    def _box(self, place: int, top: float) -> _Box:
        step, inside = self.steps[place], self.width - 2 * _PAD - 6
        lines: list[tuple[str, float, str, int]] = [
            (line, _LABEL, "ink", 650)
            for line in wrapped(f"{step.number}. {step.label}", inside, _LABEL, bold=True)
        ]
        # Most steps are the worker's; saying so in every box would only fill the column.
        who = f" · {step.who}" if self.protocol.steps[place].by not in (None, "worker") else ""
        about = [step.role_said + who, step.due]
        if moved := _moves_after(self.protocol, place):
            about.append(self.words["sometimes"].format(number=moved))
        lines += [
            (line, _META, "quiet", 400) for part in about if part for line in wrapped(part, inside, _META)
        ]
        for exception in self.protocol.exceptions:
            if exception.step == step.name:
                content = (
                    f"! {self.words['exception']}: {word('promise_name', exception.promise, self.language)}"
                )
                lines += [
                    (part, _META, "warm-ink", 650) for part in wrapped(content, inside, _META, bold=True)
                ]
        text = sum(size * _LEAD for _line, size, _color, _weight in lines)
        ports = _PORT * (len(self._incoming(place)) + (place in self.lanes)) + 4
        return _Box(top, max(text, ports) + 2 * _PAD - 3, tuple(lines))

    def _ports(self, place: int) -> tuple[float, list[float]]:
        """Where the step's own rail begins, and where each incoming arrow ends, along the box's edge."""
        box, count = self.boxes[place], len(self._incoming(place))
        own = box.top + _PAD + 2
        first = own + (_PORT if place in self.lanes else 0)
        return own, [first + _PORT * number for number in range(count)]

    def _rail(self, source: int) -> Iterator[str]:
        x, color = self._lane_at(source), self._color(source)
        start, _ends = self._ports(source)
        stops = []
        for edge in self.edges:
            if edge.source != source:
                continue
            _own, ends = self._ports(edge.target)
            stops.append((ends[self._incoming(edge.target).index(edge)], edge.waivable))
        levels = [start, *(y for y, _waivable in stops)]
        yield _line(self.left, start, x, start, color, 1.5)
        yield _line(x, min(levels), x, max(levels), color, 1.5)
        yield f'<circle cx="{x:.1f}" cy="{start:.1f}" r="2" fill="{color}"/>'
        for y, waivable in stops:
            yield _line(x, y, self.left - 5, y, color, 1.5, dashed=waivable)
            yield _arrow_head(self.left - 1, y, color)
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{color}"/>'

    def _drawn(self, place: int, box: _Box) -> Iterator[str]:
        excepted = bool(self.steps[place].excepted)
        yield (
            f'<rect x="{self.left:.1f}" y="{box.top:.1f}" width="{self.width:.1f}" height="{box.height:.1f}" '
            f'rx="7" fill="var(--{"warm-tint" if excepted else "card"})" '
            f'stroke="var(--{"warm" if excepted else "hair"})" stroke-width="{2 if excepted else 1.5}"/>'
        )
        yield (
            f'<rect x="{self.left:.1f}" y="{box.top + 1:.1f}" width="6" height="{box.height - 2:.1f}" '
            f'rx="3" fill="{self._color(place)}"/>'
        )
        y = box.top + _PAD - 3
        for content, size, color, weight in box.lines:
            y += size * _LEAD
            yield _text(self.left + _PAD + 6, y - size * 0.25, content, size, f"var(--{color})", weight)

    def _legend(self) -> tuple[list[str], float]:
        """The heading, a swatch for each role there is, and what the arrows mean; and where it ends."""
        drawn, y = [], float(_EDGE)
        for line in self.heading:
            y += 17 * _LEAD
            drawn.append(_text(_EDGE, y - 4, line, 17, "var(--ink)", 650))
        y += 10
        x = float(_EDGE)
        for role in (role for role in ROLES if any(step.role == role for step in self.steps)):
            content = word("role", role, self.language)
            wide = 20 + text_width(content, _META)
            if x + wide > _WIDE - _EDGE:
                x, y = float(_EDGE), y + 20
            drawn.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="11" height="11" rx="3" fill="var(--role-{role})"/>'
            )
            drawn.append(_text(x + 16, y + 10, content, _META, "var(--quiet)", 400))
            x += wide + 12
        for key, dashed in (("feeds", False), ("waived", True)):
            y += 21
            drawn.append(_line(_EDGE, y + 5, _EDGE + 24, y + 5, "var(--quiet)", 1.5, dashed=dashed))
            drawn.append(_arrow_head(_EDGE + 29, y + 5, "var(--quiet)"))
            drawn.append(_text(_EDGE + 36, y + 10, self.words[key], _META, "var(--quiet)", 400))
        return drawn, y + 30


def _text(x: float, y: float, content: str, size: float, color: str, weight: int) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="{weight}" fill="{color}">'
        f"{escape(content)}</text>"
    )


def _line(
    x1: float, y1: float, x2: float, y2: float, color: str, width: float, *, dashed: bool = False
) -> str:
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}" '
        f'stroke-width="{width:g}"{dash}/>'
    )


def _arrow_head(x: float, y: float, color: str) -> str:
    return f'<path d="M{x - 6:.1f} {y - 3:.1f} {x:.1f} {y:.1f} {x - 6:.1f} {y + 3:.1f}Z" fill="{color}"/>'
