"""Everybody at every door, from the table of addresses itself."""

from __future__ import annotations

from heardfirst.web.urls import urlpatterns
from tests.web.gates import GATES


def test_every_route_has_its_line() -> None:
    assert {str(pattern.name) for pattern in urlpatterns} == set(GATES)
