"""
Simulate a year of three outpatient clinics for the tests, once:

    .venv/bin/python tools/simulate_calendars.py

medscheduler draws patients, bookings and how each visit went (its names are invented); we keep its tables as
they are in `tests/intake/three-clinics.csv.xz`, with a letter before each clinic's patient numbers, since all
three count from one.
"""

from __future__ import annotations

import lzma
from datetime import datetime
from pathlib import Path

import pandas as pd
from medscheduler import AppointmentScheduler

CLINICS = "ABC"
KEPT = Path(__file__).parents[1] / "tests" / "intake" / "three-clinics.csv.xz"


def simulated() -> bytes:
    tables = []
    for seed, clinic in enumerate(CLINICS):
        simulator = AppointmentScheduler(
            date_ranges=[(datetime(2025, 1, 1), datetime(2025, 12, 31))],  # noqa: DTZ001  it takes no zones
            ref_date=datetime(2025, 12, 1),  # noqa: DTZ001
            working_days=list(range(7)),
            working_hours=[(6, 22)],
            appointments_per_hour=6,
            seed=seed,
        )
        # Twenty-six visits a year look like weekly therapy; the simulator's own check stops at twelve.
        simulator.visits_per_year = 26.0
        _slots, visits, patients = simulator.generate()
        visits = visits.merge(patients[["patient_id", "name", "dob"]], on="patient_id")
        visits["patient_id"] = clinic + visits["patient_id"]
        tables.append(visits)
    return pd.concat(tables).to_csv(index=False).encode()


if __name__ == "__main__":
    KEPT.write_bytes(lzma.compress(simulated(), preset=9 | lzma.PRESET_EXTREME))
