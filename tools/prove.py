"""Prove every shipped protocol anew and keep the proofs, then try the checker with mutants: `make prove`.

`python -m tools.prove proofs [NAME…]` and `… mutants [NAME…]` do one of the two for the protocols named,
`… answers` proves the first protocols that come of answers (`ANSWERS`), and `… stories` tells what was found,
and the broken edits, in docs/protocols.md.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from heardfirst.cli.expecting import differences
from heardfirst.protocol import Protocol, load_protocol, load_scenario, parse_protocol, shipped_protocols
from heardfirst.protocol.proving.checking import check
from heardfirst.protocol.proving.model import Bits, Grid, grids_of
from heardfirst.protocol.proving.mutants import Mutant, ScenarioCheck, fate_of, mutants_of, reachable_facts
from heardfirst.protocol.proving.proofs import STORED_IN, as_stored, shape_of
from heardfirst.protocol.telling.first_protocol import first_protocol, read_answers
from heardfirst.protocol.vocabulary.protocol import Misses
from tools.broken_edits import write_page

ROOT = Path(__file__).parents[1]
PROOFS = ROOT / "src" / "heardfirst" / "protocol" / "proving" / STORED_IN
MUTANTS = ROOT / "tests" / "protocol" / "proving" / "mutants.json"
SCENARIOS = ROOT / "docs" / "scenarios"
PROCESSES = os.cpu_count() or 1
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "defaults": {},
    "no letter": {"told": "order", "letter": "no", "fees": "yes", "attempts": "2"},
    "a release": {"ordered": "no", "told": "referrer", "letter": "no", "fees": "yes"},
    "nobody is told": {
        "ordered": "no", "told": "nobody", "late": "never", "canceled": "never", "consult": "20",
    },
}  # fmt: skip
"""What somebody may answer about their first protocol. The suite explores a part of what comes of it."""


def main() -> int:
    """Do what was scenario_check for; the answer is no when a shipped protocol is broken."""
    what, names = sys.argv[1] if sys.argv[1:] else "all", sys.argv[2:] or shipped_protocols()
    strange = [name for name in names if name not in shipped_protocols()]
    if what not in ("all", "proofs", "answers", "mutants", "stories") or strange:
        say(
            f"usage: python -m tools.prove [proofs|answers|mutants|stories] [{'|'.join(shipped_protocols())}]"
        )
        return 2
    good = True
    if what in ("all", "proofs"):
        good = prove(names)
    if what in ("all", "answers"):
        for name, answers in ANSWERS.items():
            good &= prove_first(name, answers)
    if what in ("all", "mutants"):
        for name in names:
            try_mutants(name)
    if what in ("all", "stories"):
        write_page()
    return 0 if good else 1


def prove(names: Sequence[str]) -> bool:
    """Prove these protocols; what is broken is told and not kept."""
    proofs: dict[str, Mapping[str, Any]] = {}
    good = True
    for name in names:
        start = time.perf_counter()
        verdict = check(load_protocol(name), processes=PROCESSES)
        took = time.perf_counter() - start
        ends = ", ".join(f"{number:,} {end}" for end, number in verdict.duties.ends.items())
        say(f"{name}: {verdict.states:,} states, {verdict.duties.walks:,} walks ({ends}), {took:.0f} s")
        for exception in verdict.excepted:
            say(f"  but for {exception.promise} ({exception.step}), by {', '.join(exception.cites)}")
        for broken in verdict.broken:
            say(f"  BROKEN: {broken.promise} ({broken.step}) under {broken.grid}")
        good &= verdict.good
        if verdict.good:
            proofs[shape_of(verdict.protocol)] = as_stored(verdict)
    others = json.loads(PROOFS.read_text("utf-8")) if PROOFS.exists() else {}
    left = {
        shape: proof
        for shape, proof in others.items()
        if proof["protocol"] not in names and proof["protocol"] in shipped_protocols()
    }
    PROOFS.write_text(json.dumps(left | proofs, indent=1, sort_keys=True) + "\n", "utf-8")
    return good


def prove_first(name: str, answers: Mapping[str, str]) -> bool:
    """Prove the first protocol that comes of these answers; its proof is not kept."""
    verdict = check(protocol_from(answers), processes=PROCESSES)
    say(f"first protocol, {name}: {verdict.states:,} states, {verdict.duties.walks:,} walks")
    for broken in verdict.broken:
        say(f"  BROKEN: {broken.promise} ({broken.step}) under {broken.grid}")
    return verdict.good


def protocol_from(answers: Mapping[str, object], language: str = "en") -> Protocol:
    """The first protocol that comes of answers as somebody types them."""
    return parse_protocol(first_protocol(read_answers(answers, language), "mine.toml", language), "mine.toml")


def try_mutants(name: str) -> None:
    """Find out what becomes of every mutant of a protocol, and write it down."""
    start = time.perf_counter()
    _, mutants, *_ = _original(name)  # explored once, before the processes part
    numbers = range(len(mutants))
    with ProcessPoolExecutor(PROCESSES) as several:
        fates = {}
        for mutant, fate in several.map(_fate, [name] * len(numbers), numbers):
            fates[mutant] = fate
            if len(fates) % 25 == 0:
                say(f"  {name}: {len(fates)} of {len(numbers)} mutants, {time.perf_counter() - start:.0f} s")
    ends = Counter(fate[0] for fate in fates.values())
    say(f"{name}: {len(fates)} mutants, " + ", ".join(f"{number} {end}" for end, number in ends.items()))
    known = json.loads(MUTANTS.read_text("utf-8")) if MUTANTS.exists() else {}
    left = {mutant: table for mutant, table in known.items() if mutant in shipped_protocols()}
    MUTANTS.write_text(json.dumps(left | {name: fates}, indent=1, sort_keys=True) + "\n", "utf-8")


def own_steps(protocol: Protocol) -> list[str] | None:
    """The steps that a protocol writes itself; None when it extends no other."""
    return [step.name for step in protocol.steps if step.at_line] if protocol.base else None


def grids_for(protocol: Protocol) -> list[Grid]:
    """The kinds of order mutants are tried under: all of the default's; of a protocol that extends another,
    those where its own facts and steps bear, with a court order as the basis."""
    if protocol.base is None:
        return list(grids_of(protocol))
    sides = {grid.side for grid in grids_of(protocol)} - {grid.side for grid in grids_of(protocol.base)}
    own = [
        threshold for name, threshold in protocol.thresholds.items() if name not in protocol.base.thresholds
    ]
    sides |= {"plain", *(["repeats"] if any(isinstance(side, Misses) for side in own) else [])}
    grids = [grid for grid in grids_of(protocol) if grid.side in sides]
    return [grid for grid in grids if grid.basis == "court_order"] or grids


@lru_cache(maxsize=1)
def _original(name: str) -> tuple[Protocol, list[Mutant], Mapping[Grid, Bits], list[ScenarioCheck]]:
    protocol = load_protocol(name)
    mutants = list(mutants_of(protocol, own_steps(protocol)))
    return protocol, mutants, reachable_facts(protocol, grids_for(protocol)), scenario_checks_of(protocol)


def _fate(name: str, number: int) -> tuple[str, list[str | list[Any]]]:
    protocol, mutants, reachable, scenario_checks = _original(name)
    mutant = mutants[number]
    fate = fate_of(mutant, protocol, reachable, scenario_checks)
    grid = [[fate.grid.notice, fate.grid.basis, fate.grid.side]] if fate.grid else []
    return mutant.name, [fate.end, *([fate.by] if fate.by else []), *grid]


def scenario_checks_of(protocol: Protocol) -> list[ScenarioCheck]:
    """The scenarios of the documentation that follow this protocol, each with the question whether another
    one answers it otherwise than expected."""

    def scenario_check(path: Path) -> ScenarioCheck:
        scenario = load_scenario(path)
        expected = scenario.table.get("expect", {})

        def differs(other: Protocol) -> bool:
            return bool(differences(replace(scenario, protocol=other).decide(), expected))

        return path.name, differs

    return [
        scenario_check(path)
        for path in sorted(SCENARIOS.glob("*.toml"))
        if load_scenario(path).protocol.key == protocol.key
    ]


def say(line: str) -> None:
    """Tell how far it is, at once."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
