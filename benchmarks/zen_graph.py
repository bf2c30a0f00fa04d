"""The default protocol as a decision graph for zen-engine: the rules file in its own language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from heardfirst.protocol import Protocol, Step
from heardfirst.protocol.rules.deciding import DONE, NOT_NEEDED, NOT_YET, OPEN, WAITING
from heardfirst.protocol.vocabulary.protocol import Line


def graph_of(protocol: Protocol) -> str:
    """The graph as JSON: an input, one expression node with each step's status and open lines, an output.

    One node of expressions is the quickest form that zen has for this; a decision table a step takes longer.
    """
    expressions: list[dict[str, str]] = []
    for place, step in enumerate(protocol.steps):
        for key, value in _expressions(place, step, protocol):
            expressions.append({"id": key, "key": key, "value": value})
    waits = [f"p{place}" for place in range(len(protocol.steps))]
    expressions.append(
        {"id": "first", "key": "first", "value": f"min([{', '.join('$.' + wait for wait in waits)}])"}
    )
    return json.dumps(
        {
            "nodes": [
                {"id": "in", "name": "facts", "type": "inputNode", "position": {"x": 0, "y": 0}},
                {
                    "id": "rules",
                    "name": "rules",
                    "type": "expressionNode",
                    "content": {"expressions": expressions},
                    "position": {"x": 1, "y": 0},
                },
                {"id": "out", "name": "standings", "type": "outputNode", "position": {"x": 2, "y": 0}},
            ],
            "edges": [
                {"id": "e1", "sourceId": "in", "targetId": "rules", "type": "edge"},
                {"id": "e2", "sourceId": "rules", "targetId": "out", "type": "edge"},
            ],
        }
    )


def facts_for(protocol: Protocol, bits: int) -> dict[str, bool]:
    """The packed facts as the graph's input."""
    return {name: bool(bits & bit) for name, bit in protocol.bits.items()}


def statuses_from(result: Mapping[str, Any], protocol: Protocol) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The statuses, before one of the open ones becomes the next, and the masks of open lines."""
    places = range(len(protocol.steps))
    return (
        tuple(int(result[f"s{place}"]) for place in places),
        tuple(int(result[f"m{place}"]) for place in places),
    )


def _expressions(place: int, step: Step, protocol: Protocol) -> list[tuple[str, str]]:
    wanted, missing = f"$.w{place}", f"$.m{place}"
    lines = [f"({_line(line)} ? 0 : {1 << number})" for number, line in enumerate(step.needs)]
    ready = f"({step.waits} ? {OPEN} : {WAITING})" if step.waits else str(OPEN)
    done = f"({_all(step.done)} ? {DONE} : {NOT_NEEDED})" if step.done else str(NOT_NEEDED)
    here = str(2 * place)
    if step.moves is not None:
        here = f"({_all(step.moves.when)} ? {2 * protocol.places[step.moves.after] + 1} : {here})"
    last = 2 * len(protocol.steps) + 2
    return [
        (f"w{place}", _all(step.wanted)),
        (f"m{place}", f"{wanted} ? {' + '.join(lines)} : 0" if lines else "0"),
        (f"s{place}", f"{wanted} ? ({missing} > 0 ? {NOT_YET} : {ready}) : {done}"),
        (f"p{place}", f"$.s{place} == {OPEN} ? {here} : {last}"),
    ]


def _all(lines: tuple[Line, ...]) -> str:
    return " and ".join(f"({_line(line)})" for line in lines)


def _line(line: Line) -> str:
    return " or ".join((*line.literals, *line.unless))
