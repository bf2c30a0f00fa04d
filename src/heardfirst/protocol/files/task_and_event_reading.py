"""Reading the tasks and events that a protocol file declares itself: the tables of ``[tasks]`` and
``[events]`` (see `vocabulary.tasks_and_events`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..vocabulary.closed_lists import RECIPIENTS, STEPS
from ..vocabulary.errors import ProtocolError, nearest, shown
from ..vocabulary.protocol import Protocol
from ..vocabulary.tasks_and_events import ACTS_OF_ONES_OWN, NAME, SIDES, OwnEvent, OwnTask
from ..vocabulary.texts import Text
from ..vocabulary.thresholds import Done, Happened, Threshold
from .file_keys import EVENT_KEYS, LONGEST_LABEL, MOST_EVENTS, MOST_TASKS, TASK_KEYS
from .reading import TableReader

__all__ = ["TaskAndEventReader"]

Here = tuple[str | int, ...]


class TaskAndEventReader(TableReader):
    """Reads what a protocol names itself: ``own_tasks`` and ``own_events``, which its facts may be about."""

    error = ProtocolError
    own_tasks: Mapping[str, OwnTask] = {}
    own_events: Mapping[str, OwnEvent] = {}

    def name_own(self, base: Protocol | None) -> None:
        """Read ``[tasks]`` and ``[events]``: those of the protocol it extends, and the file's own, which
        replace any of the same name."""
        self.own_tasks = self._tasks_with(base.tasks if base else {})
        self.own_events = self._events_with(base.events if base else {})

    def renewed(self, thresholds: Mapping[str, Threshold]) -> dict[str, Threshold]:
        """Inherited facts with their tasks and events as this file declares them."""
        return {name: self._renewed(threshold) for name, threshold in thresholds.items()}

    def _renewed(self, threshold: Threshold) -> Threshold:
        if isinstance(threshold, Done):
            return replace(threshold, own=self.own_tasks.get(threshold.task))
        if not isinstance(threshold, Happened):
            return threshold
        until = threshold.until
        if isinstance(until, OwnEvent):
            until = self.own_events[until.name]
        elif isinstance(until, Done):
            until = replace(until, own=self.own_tasks.get(until.task))
        return replace(threshold, event=self.own_events[threshold.event.name], until=until)

    def _tasks_with(self, inherited: Mapping[str, OwnTask]) -> dict[str, OwnTask]:
        found = dict(inherited)
        for name, table in self._tables("tasks", STEPS):
            here: Here = ("tasks", name)
            self.known(table, TASK_KEYS, *here)
            found[name] = OwnTask(name, self._label(table, here), *self._does(table, here))
        return self._few(found, MOST_TASKS, "tasks")

    def _events_with(self, inherited: Mapping[str, OwnEvent]) -> dict[str, OwnEvent]:
        found = dict(inherited)
        for name, table in self._tables("events", ()):
            here: Here = ("events", name)
            self.known(table, EVENT_KEYS, *here)
            by = table.get("by")
            if by not in SIDES:
                raise self.wrong(
                    f"by says whose doing it is: {', '.join(SIDES)}.{nearest(str(by), SIDES)}", *here, "by"
                )
            acts, tells = self._does(table, here) if by == "staff" else self._does_nothing(table, here)
            clerk = self.flag(table.get("clerk", False), *here, "clerk")
            if clerk and (acts or tells):
                raise self.wrong("what acts on the client is not for whoever only books.", *here, "clerk")
            found[name] = OwnEvent(name, self._label(table, here), by, acts, tells, clerk)
        return self._few(found, MOST_EVENTS, "events")

    def _tables(self, section: str, taken: tuple[str, ...]) -> list[tuple[str, dict[str, Any]]]:
        tables = self.section(section)
        for name, table in tables.items():
            if NAME.fullmatch(name) is None:
                raise self.wrong(
                    f'"{shown(name)}" is no name: write up to five words of small letters with "_" between.',
                    section,
                    name,
                )
            if name in taken:
                raise self.wrong("there is a step or a task of this name already.", section, name)
            if not isinstance(table, dict):
                raise self.wrong('must be a table with a label = { en = "…", es = "…" }.', section, name)
        return list(tables.items())

    def _few(self, found: dict[str, Any], most: int, section: str) -> dict[str, Any]:
        if len(found) > most:
            raise self.wrong(f"there is room for {most} {section}, those of what it extends among them.",
                             section)  # fmt: skip
        return found

    def _label(self, table: Mapping[str, Any], here: Here) -> Text:
        label = self.text(table.get("label"), *here, "label")
        for text in label.values():
            if (
                not text.strip()
                or len(text) > LONGEST_LABEL
                or not text.isprintable()
                or set(text) & set("{}")
            ):
                most = f"a label is one line of at most {LONGEST_LABEL} characters, without braces."
                raise self.wrong(most, *here, "label")
        return Text(label["en"].strip(), label["es"].strip())

    def _does(self, table: Mapping[str, Any], here: Here) -> tuple[tuple[str, ...], str]:
        """What it does to the client, which has to be said, if only that it is nothing; and whom it tells."""
        acts = table.get("acts")
        if not isinstance(acts, list):
            raise self.wrong(
                f"say what it does to the client: acts = [], or some of {', '.join(ACTS_OF_ONES_OWN)}.",
                *here,
                "acts",
            )
        for act in acts:
            if act == "tells":
                raise self.wrong('say whom it tells: tells = "probation".', *here, "acts")
            if act not in ACTS_OF_ONES_OWN:
                hint = nearest(str(act), ACTS_OF_ONES_OWN)
                raise self.wrong(f'"{shown(act)}" is no act.{hint}', *here, "acts")
        tells = table.get("tells", "")
        if tells and tells not in RECIPIENTS:
            raise self.wrong(
                f'"{shown(tells)}" is not on the list.{nearest(str(tells), RECIPIENTS)}', *here, "tells"
            )
        return tuple(dict.fromkeys(acts)), str(tells)

    def _does_nothing(self, table: Mapping[str, Any], here: Here) -> tuple[tuple[str, ...], str]:
        for key in ("acts", "tells"):
            if table.get(key):
                raise self.wrong('only what staff do acts on the client: by = "staff".', *here, key)
        return (), ""
