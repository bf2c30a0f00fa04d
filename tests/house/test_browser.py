"""The browser fixtures see what they are there to see."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

GOOD = """<!doctype html><html lang="en"><head><title>Good</title></head>
<body><main><h1>Good</h1><form><label>Name <input></label></form></main></body></html>"""
BAD = """<!doctype html><html><head><title>Bad</title></head>
<body><main><h1 style="color:#ddd;background:#fff">Bad</h1><form><input></form></main></body></html>"""


def test_axe_is_content_with_a_good_page(page: Page, axe: Callable[[Page], list[str]]) -> None:
    page.set_content(GOOD)
    assert axe(page) == []


def test_axe_names_what_is_wrong_with_a_bad_one(page: Page, axe: Callable[[Page], list[str]]) -> None:
    page.set_content(BAD)
    found = {line.split(":")[0] for line in axe(page)}
    assert {"html-has-lang", "label", "color-contrast"} <= found


def test_a_page_without_javascript_runs_none(new_context: Callable[..., BrowserContext]) -> None:
    quiet = new_context(java_script_enabled=False).new_page()
    quiet.set_content("<p>before</p><script>document.querySelector('p').textContent = 'after'</script>")
    assert quiet.inner_text("p") == "before"


def test_a_page_that_logs_an_error_fails_its_test(
    pytester: pytest.Pytester, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(request.config.rootpath), prepend=os.pathsep)
    conftest = (request.config.rootpath / "tests" / "conftest.py").read_text(encoding="utf-8")
    pytester.makeconftest(conftest)
    pytester.makepyfile(
        """
        def test_noisy(page):
            page.set_content("<script>console.error('a policy was broken')</script>")

        def test_quiet(page):
            page.set_content("<p>all is well</p>")
        """
    )
    pytester.runpytest_subprocess("-p", "no:django", "-p", "no:randomly").assert_outcomes(passed=2, errors=1)
