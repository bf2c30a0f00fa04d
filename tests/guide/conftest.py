"""The cast of the record's tests, for the guide."""

from __future__ import annotations

from tests.record.conftest import Cast, case, cast, now
from tests.web.conftest import missed, signed_in

__all__ = ["Cast", "case", "cast", "missed", "now", "signed_in"]
