"""The cast of the record's tests, who practise here."""

from __future__ import annotations

from tests.record.conftest import Cast, cast, now

__all__ = ["Cast", "cast", "now"]
