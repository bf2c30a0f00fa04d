"""The numbers of a protocol that an agency may set, and writing other ones into its text.

A number stands where the protocol, or the one it extends, wrote it. Changing one changes that number in the
text and nothing else: comments, layout and every other rule stay. A number that is inherited is brought into
the agency's own text first; a shipped protocol gets a small text that extends it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..files.loading import load_protocol, parse_protocol, shipped_protocols
from ..rules.wording import say_span
from ..vocabulary.atoms import THRESHOLDS_BUILT_IN
from ..vocabulary.closed_lists import LISTS
from ..vocabulary.duration import UNITS, Span, read_span
from ..vocabulary.errors import ProtocolError, ProtocolRoomError
from ..vocabulary.file_lines import Lines
from ..vocabulary.protocol import KEYS_RENAMED, LANGUAGES, Protocol
from .phrases import fact, frames_of, in_both, reason, word
from .toml_editing import quoted, with_part_added

__all__ = ["Path", "ProtocolNumber", "changed_numbers", "line_of", "numbers_of", "with_numbers"]

Path = tuple[str | int, ...]
_STEP_PARTS = ("within", "takes")
_BESIDE_A_SPAN = {"of", "known", "again", "period", "before"}
# Which phase or capacity is meant is no amount that anybody sets.
_NAMES_THINGS = ("phase", "capacity")
_MOST = {
    "attempts": 30,
    "days": 30,
    "channels": 30,
    "times_of_day": 3,
    "missed": 1000,
    "fee_cents": 1_000_000,
}
_AT_MOST = 10_000
_NEVER_NOTHING = (
    "lates_make", "makeup_within", "most", "least_minutes", "least_minutes_for", "fee_cents", "takes",
)  # fmt: skip
_IN_MINUTES = ("late_minutes", "late_minutes_for", "least_minutes", "least_minutes_for")
_FROM_ONE = ("keep_trying", "review")


@dataclass(frozen=True, slots=True)
class ProtocolNumber:
    """One number. ``path`` says where it stands: ``("atoms", "tried", "attempts")``, ``("timers",
    "keep_trying", 0)``, ``("step", "contact", "within")``. ``unit`` is that of a span, empty for a count.
    ``cites`` is the law of a declared exception that the number comes from."""

    path: Path
    group: str
    title: Mapping[str, str]
    label: Mapping[str, str]
    value: int
    unit: str
    least: int
    most: int
    cites: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The path as one word, for a form."""
        return ".".join(map(str, self.path))


def numbers_of(protocol: Protocol) -> list[ProtocolNumber]:
    """Every number an agency may set, in the order in which one reads a protocol."""
    sources = _sources(protocol)
    found = list(_of_section("missed", sources))
    for name in protocol.thresholds:
        table = _nearest(sources, "atoms", name)
        title = _title_of_threshold(name, protocol)
        cites = _law_behind(name, protocol)
        for path, value, unit in _leaves(("atoms", name), table):
            found.append(_number(path, "atoms." + name, title, value, unit, cites))
    for section in sorted({key for _text, tree in sources for key in tree} - _KNOWN_SECTIONS):
        found += _of_section(section, sources)
    for name in dict.fromkeys(key for _text, tree in sources[::-1] for key in tree.get("timers", {})):
        table = _nearest(sources, "timers", name)
        title = in_both("number_group", "timers")
        for path, value, unit in _leaves(("timers", name), table):
            found.append(_number(path, "timers", title, value, unit))
    found += _of_section("report", sources)
    for part, group in zip(_STEP_PARTS, ("due", "takes"), strict=True):
        for step in protocol.steps:
            _text, place, tree = _step_in(sources, step.name)
            table = tree["step"][place].get(part)
            for path, value, unit in _leaves(("step", step.name, part), table):
                found.append(
                    _number(path, group, in_both("number_group", group), value, unit, (), step.label)
                )
    return found


def with_numbers(protocol: Protocol, changes: Mapping[Path, int], version: str) -> bytes:
    """The text of the protocol with these numbers, under a new version name.

    Raises ProtocolError when a number is not there or out of its range, or when what comes out is no
    protocol.
    """
    known = {number.path: number for number in numbers_of(protocol)}
    text = _own_text(protocol)
    for path, value in changes.items():
        number = known.get(path)
        if number is None or not number.least <= value <= number.most:
            raise ProtocolError("There is no such number to set, or it is out of its range.")
        if value != number.value:
            text = _replace_numbers(_step_added(text, path, protocol), path, number.value, value)
    text = _versioned(text, version)
    after = parse_protocol(text.encode(), f"{protocol.key}.toml")
    wanted = {path: changes.get(path, number.value) for path, number in known.items()}
    if {number.path: number.value for number in numbers_of(after)} != wanted:
        raise ProtocolError("This protocol's text cannot be changed by itself. Edit its file.")
    return text.encode()


def changed_numbers(old: Protocol, new: Protocol, language: str) -> list[str]:
    """Each number that both have and that is another in the new one, as a sentence in ``en`` or ``es``."""
    before = {number.path: number for number in numbers_of(old)}
    sentences = []
    for number in numbers_of(new):
        was = before.get(number.path)
        if was is not None and (was.value, was.unit) != (number.value, number.unit):
            frame = word("number_change", "number", language)
            title, label = number.title[language], number.label[language]
            sentences.append(
                frame.format(
                    title=title, label=label, new=_amount(number, language), old=_amount(was, language)
                )
            )
    return sentences


def _amount(number: ProtocolNumber, language: str) -> str:
    return say_span(Span(number.value, number.unit), language) if number.unit else str(number.value)


def line_of(text: bytes, path: Path) -> tuple[int, str]:
    """The line of a text in which a number stands that `with_numbers` has set there, with its own number."""
    lines = text.decode().splitlines()
    at = Lines(text.decode()).of(*_place_of(path, tomllib.loads(text.decode()))) or 1
    return at, lines[at - 1].strip()


_Source = tuple[str, dict[str, Any]]
_KNOWN_SECTIONS = {
    "protocol", "step", "exception", "tasks", "events", "atoms", "timers", "missed", "report", "order",
}  # fmt: skip


def _sources(protocol: Protocol) -> list[_Source]:
    """The protocol's own text and those it extends, nearest first, each with its table."""
    own = (protocol.source, _table_of(protocol.source))
    return [own, *(_sources(protocol.base) if protocol.base else [])]


@lru_cache(maxsize=32)
def _table_of(text: str) -> dict[str, Any]:
    """The table of a text, kept because every version extends the same few; nobody here changes one."""
    return tomllib.loads(text)


def _nearest(sources: list[_Source], section: str, name: str) -> Any:
    return next(tree[section][name] for _text, tree in sources if name in tree.get(section, {}))


def _step_in(sources: list[_Source], name: str) -> tuple[str, int, dict[str, Any]]:
    """The nearest text that writes a step, the step's place among its steps, and the table."""
    for text, tree in sources:
        for place, step in enumerate(tree.get("step", [])):
            if step.get("name") == name:
                return text, place, tree
    raise ProtocolError(f"there is no step {name}.")


def _of_section(section: str, sources: list[_Source]) -> Iterator[ProtocolNumber]:
    """The numbers of a section that is replaced as a whole by whoever writes it."""
    table = next((tree[section] for _text, tree in sources if tree.get(section)), None)
    for path, value, unit in _leaves((section,), table):
        yield _number(path, section, in_both("number_group", section), value, unit)


def _leaves(path: Path, value: Any) -> Iterator[tuple[Path, int, str]]:
    """Every amount below a value: where it stands, how much, and in what unit."""
    if isinstance(value, bool) or path[-1] in _NAMES_THINGS:
        return
    if isinstance(value, int):
        in_minutes = any(part in _IN_MINUTES for part in path)
        yield path, value, "minutes" if in_minutes else ""
    elif isinstance(value, str):
        try:
            span = read_span(value)
        except ProtocolRoomError:
            return
        yield path, span.amount, span.unit
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _leaves((*path, place), part)
    elif isinstance(value, dict):
        units = [key for key in value if key in UNITS]
        if len(units) == 1 and set(value) - set(units) <= _BESIDE_A_SPAN:
            yield path, value[units[0]], units[0]
            value = {key: value[key] for key in value if key == "again"}
        for key, part in value.items():
            yield from _leaves((*path, key), part)


def _number(
    path: Path,
    group: str,
    title: Mapping[str, str],
    value: int,
    unit: str,
    cites: tuple[str, ...] = (),
    step: Mapping[str, str] | None = None,
) -> ProtocolNumber:
    named = [str(part) for part in path if isinstance(part, str) and not part.isdecimal()]
    last = named[-1]
    if group == "due":
        last = "again" if last == "again" else "due"
    elif group == "report" and path[-1] == "within":
        last = "report"
    elif path[-2:-1] == ("not_older",):
        last = "not_older"
    elif path[:2] == ("fees", "cents"):
        last = "fee_cents"
    elif path == ("makeup", "within"):
        last = "makeup_within"
    elif path[-2:-1] in (("late_minutes_for",), ("least_minutes_for",)):
        last = str(path[-2])
    part = path[2] if path[:2] == ("fees", "cents") else path[-1]
    words = {
        language: word("number", KEYS_RENAMED.get(last, last), language).format(
            part=part + 1 if isinstance(part, int) else _named_part(str(part), language),
            step=step[language] if step else "",
        )
        for language in LANGUAGES
    }
    never_nothing = (
        path[0] == "atoms" or (path[0] == "timers" and named[1] in _FROM_ONE) or last in _NEVER_NOTHING
    )
    least = 1 if never_nothing else 0
    most = int(part) if last == "exempt_last_months" else _MOST.get(last, _AT_MOST if unit else 1000)
    if last == "times":  # once or several times are two rules, proved apart
        least, most = (2, most) if value > 1 else (1, 1)
    unit = unit or ("months" if last == "exempt_last_months" else "")
    return ProtocolNumber(path, group, title, words, value, unit, min(least, value), max(most, value), cites)


def _named_part(part: str, language: str) -> str:
    """The purpose of a session or the reason that a number is for, in words."""
    purposes, costs = LISTS["purpose"].labels, frames_of("cost", language)
    if part in costs and part not in purposes:
        return costs[part]
    return purposes[part][language] if part in purposes else reason(part, language)


def _title_of_threshold(name: str, protocol: Protocol) -> Mapping[str, str]:
    if name in THRESHOLDS_BUILT_IN:
        return in_both("number_group", name)
    return {language: fact(name, protocol, language).rstrip(".") for language in LANGUAGES}


def _law_behind(atom: str, protocol: Protocol) -> tuple[str, ...]:
    """The citations of the exceptions whose step a threshold brings about."""
    return tuple(
        cite
        for exception in protocol.exceptions
        for cite in exception.cites
        if any(atom in line.literals for line in protocol.step(exception.step).wanted)
    )


def _own_text(protocol: Protocol) -> str:
    """The text to change: the protocol's own, or a small one that extends a shipped protocol."""
    shipped = protocol.key in shipped_protocols()
    if not shipped or load_protocol(protocol.key).digest != protocol.digest:
        return protocol.source.replace("\r\n", "\n")
    name = ", ".join(f"{language} = {quoted(protocol.name[language])}" for language in LANGUAGES)
    return (
        "# The numbers of one agency. Everything else is as in the protocol this one extends.\n\n"
        f'[protocol]\nextends = "{protocol.key}"\nname    = {{ {name} }}\n'
        f"version = {quoted(protocol.version)}\n"
    )


def _step_added(text: str, path: Path, protocol: Protocol) -> str:
    """The text, with what holds the number brought in from the protocol it extends, if it has it not."""
    tree = tomllib.loads(text)
    section, name = str(path[0]), path[1]
    if section == "step":
        if any(table.get("name") == name for table in tree.get("step", [])):
            return text
        source, place, _tree = _step_in(_sources(protocol), str(name))
        return with_part_added(text, source, "step", place)
    if section in ("atoms", "timers"):
        if name in tree.get(section, {}):
            return text
        return with_part_added(text, _nearest(_sources(protocol), section, str(name)), section, str(name))
    if tree.get(section):
        return text
    source = next(source for source, table in _sources(protocol) if table.get(section))
    return with_part_added(text, source, section)


def _replace_numbers(text: str, path: Path, old: int, new: int) -> str:
    """The text with that one number changed: of all places where the old one is written, the one whose
    change has exactly the effect that is wanted."""
    tree = tomllib.loads(text)
    wanted = deepcopy(tree)
    place = _place_of(path, tree)
    holder: Any = wanted
    for part in place[:-1]:
        holder = holder[part]
    holder[place[-1]] = _with_amount(holder[place[-1]], new)
    lines = Lines(text)
    at = lines.of(*place) or 0
    written = re.compile(r"(?<![\w.])0*" + "_?".join(str(old)) + r"(?![\w.])")
    found = [match.span() for match in written.finditer(text)]
    for start, end in sorted(found, key=lambda match: abs(text.count("\n", 0, match[0]) + 1 - at)):
        changed = f"{text[:start]}{new}{text[end:]}"
        if tomllib.loads(changed) == wanted:
            return changed
    raise ProtocolError("This number is not written in a way that can be changed here. Edit the file.")


def _place_of(path: Path, tree: dict[str, Any]) -> list[str | int]:
    """A path as the text has it: a step is told by its place, not by its name."""
    place = list(path)
    if path[0] == "step":
        place[1] = next(at for at, table in enumerate(tree.get("step", [])) if table.get("name") == path[1])
    return place


def _with_amount(value: Any, new: int) -> Any:
    """A number, ``"90 days"`` or ``{ business_days = 1, of = "missed" }`` with another amount."""
    if isinstance(value, str):
        return re.sub(r"\d+", str(new), value, count=1)
    if isinstance(value, dict):
        unit = next(key for key in value if key in UNITS)
        return value | {unit: new}
    return new


def _versioned(text: str, version: str) -> str:
    """The text under another version name."""
    tree = tomllib.loads(text)
    wanted = deepcopy(tree)
    wanted["protocol"]["version"] = version
    for match in re.finditer(r"^(\s*version\s*=\s*)(\"(?:[^\"\\]|\\.)*\"|'[^']*')", text, re.MULTILINE):
        changed = f"{text[: match.start()]}{match[1]}{quoted(version)}{text[match.end() :]}"
        if tomllib.loads(changed) == wanted:
            return changed
    raise ProtocolError("This version is not written in a way that can be changed here. Edit the file.")
