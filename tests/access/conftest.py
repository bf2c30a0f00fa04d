"""The cast of the record's tests appears here too."""

from tests.record.conftest import case, cast, now

__all__ = ["case", "cast", "now"]
