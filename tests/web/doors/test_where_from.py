"""Where a request came from: the connection says it, or the one proxy that is declared, and nobody else."""

from __future__ import annotations

import pytest
from django.test import RequestFactory, override_settings

from heardfirst.web.shared.visitor import where_from

MADE_UP = "203.0.113.9"


def asked(address: str, forwarded: str | None) -> str:
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    if forwarded is not None:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    return where_from(request)


@pytest.mark.parametrize("forwarded", [None, MADE_UP, f"{MADE_UP}, 198.51.100.7"])
def test_without_a_proxy_the_header_counts_for_nothing(forwarded: str | None) -> None:
    assert asked("192.0.2.4", forwarded) == "192.0.2.4"


@pytest.mark.parametrize(
    ("forwarded", "said"),
    [
        ("198.51.100.7", "198.51.100.7"),
        (f"{MADE_UP}, 198.51.100.7", "198.51.100.7"),
        (f"{MADE_UP},2001:DB8::1", "2001:db8::1"),
        (None, "127.0.0.1"),
        ("nobody <script>", ""),
    ],
)
def test_behind_one_only_what_it_added_counts(forwarded: str | None, said: str) -> None:
    with override_settings(BEHIND_PROXY=True):
        assert asked("127.0.0.1", forwarded) == said
