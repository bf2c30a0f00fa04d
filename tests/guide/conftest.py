"""The cast of the record's tests."""

from __future__ import annotations

from tests.record.conftest import Cast, case, cast, now

__all__ = ["Cast", "case", "cast", "now"]
