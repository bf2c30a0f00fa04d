"""The scenarios that lie beside a protocol file, and what each comes to under its rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..rules.deciding import Decision
from ..vocabulary.errors import ProtocolRoomError, ScenarioError
from ..vocabulary.protocol import Protocol
from .expectations import Mismatch, mismatches
from .scenario import Scenario, load_scenario

__all__ = ["Tried", "folder_beside", "scenarios_in", "try_scenarios"]


@dataclass(frozen=True, slots=True)
class Tried:
    """
    One scenario that was decided: what it is about in its own words, how the decision differs from what it
    expects, and what it was decided as. ``error`` says why it could not be read; ``of`` names the rules that
    it is about where those are others, and it was left out.
    """

    file: str
    scenario: Scenario | None = None
    decision: Decision | None = None
    different: tuple[Mismatch, ...] = ()
    error: str = ""
    of: str = ""

    @property
    def passed(self) -> bool:
        """Whether everything was decided as expected, and something was expected."""
        return self.expects and not self.different

    @property
    def expects(self) -> bool:
        """Whether it says what it expects."""
        return self.scenario is not None and bool(self.scenario.table.get("expect"))


def folder_beside(protocol_file: Path) -> Path:
    """Where the scenarios of a protocol file lie: ``mine-scenarios`` beside ``mine.toml``."""
    return protocol_file.with_name(f"{protocol_file.name.removesuffix('.toml')}-scenarios")


def scenarios_in(place: Path) -> list[Path]:
    """The scenario files of a folder in the order of their names, or the one file itself; none where there is
    nothing."""
    if place.is_dir():
        return sorted(path for path in place.glob("*.toml") if path.is_file())
    return [place] if place.is_file() else []


def try_scenarios(protocol: Protocol, paths: list[Path]) -> Iterator[Tried]:
    """Decide each scenario under a protocol; one that names no protocol is about this one."""
    for path in paths:
        try:
            scenario = load_scenario(path, under=protocol)
            if scenario.protocol != protocol:
                yield Tried(path.name, scenario, of=scenario.protocol.key)
                continue
            decision = scenario.decide()
            different = tuple(mismatches(decision, scenario.table.get("expect", {})))
            yield Tried(path.name, scenario, decision, different)
        except ScenarioError as problem:
            yield Tried(path.name, error=str(problem))
        except ProtocolRoomError as problem:
            yield Tried(path.name, error=f"{path.name}: {problem}")
