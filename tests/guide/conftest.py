"""The record's cast, for the guide's tests."""

from tests.record.conftest import case, cast, now

__all__ = ["case", "cast", "now"]
