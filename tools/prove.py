"""Prove every shipped protocol anew and keep the proofs: `make prove`."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from heardfirst.protocol import load_protocol, shipped_protocols
from heardfirst.protocol.checking import check
from heardfirst.protocol.proofs import KEPT_IN, as_kept, shape_of

KEPT = Path(__file__).parents[1] / "src" / "heardfirst" / "protocol" / KEPT_IN


def main() -> int:
    """Prove each; what is broken is not kept, and the answer is then no."""
    kept: dict[str, Mapping[str, Any]] = {}
    good = True
    for name in sys.argv[1:] or shipped_protocols():
        start = time.perf_counter()
        verdict = check(load_protocol(name), processes=os.cpu_count() or 1)
        took = time.perf_counter() - start
        ends = ", ".join(f"{number:,} {end}" for end, number in verdict.duties.ends.items())
        print(f"{name}: {verdict.states:,} states, {verdict.duties.walks:,} walks ({ends}), {took:.0f} s")
        for each in verdict.excepted:
            print(f"  but for {each.promise} ({each.step}), by {', '.join(each.cites)}")
        for broken in verdict.broken:
            print(f"  BROKEN: {broken.promise} ({broken.step}) under {broken.grid}")
        good &= verdict.good
        if verdict.good:
            kept[shape_of(verdict.protocol)] = as_kept(verdict)
    if sys.argv[1:] and KEPT.exists():
        kept = _without(set(sys.argv[1:])) | kept
    KEPT.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")
    return 0 if good else 1


def _without(names: set[str]) -> dict[str, Mapping[str, Any]]:
    """What is kept of the others."""
    table = json.loads(KEPT.read_text("utf-8"))
    return {shape: proof for shape, proof in table.items() if proof["protocol"] not in names}


if __name__ == "__main__":
    sys.exit(main())
