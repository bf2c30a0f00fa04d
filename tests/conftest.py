"""What every test may use: a moment, a data directory of its own, a browser, and an accessibility check."""

from __future__ import annotations

import faulthandler
import os
import random
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings

from tests import moments

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

Thing = TypeVar("Thing")

# Random each run, so that the suite keeps searching; a failure prints the blob that brings it back.
settings.register_profile(
    "suite", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", parent=settings.get_profile("suite"), max_examples=2000)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "suite")
settings.load_profile(PROFILE)


def some_of(things: Sequence[Thing], most: int) -> Sequence[Thing]:
    """So many of them, drawn anew in each run by its seed; all of them in a thorough one."""
    return things if PROFILE == "thorough" else random.sample(things, min(most, len(things)))


# The address bar's own pages cost half a second of a processor for every context, and nobody sees them; nor
# does anybody need a renderer that is started beforehand. The last switch of this name is the one that
# counts, so Playwright's own choice comes along with it.
UNWANTED_FEATURES = [
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "SpareRendererForSitePerProcess",
    "ThirdPartyStoragePartitioning",
]
# Quiet: nothing is fetched, synchronized or reported in the background while a test runs. And few processes,
# each of which costs as much as many a page.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--in-process-gpu",
    "--disable-site-isolation-trials",
    "--renderer-process-limit=1",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    f"--disable-features={','.join(UNWANTED_FEATURES)}",
]
# The browser's own clock lives in the run's moment as well.
_LATER = """{
  const ahead = %d, Real = Date;
  globalThis.Date = class Date extends Real {
    constructor(...given) { if (given.length) super(...given); else super(Real.now() + ahead); }
    static now() { return Real.now() + ahead; }
  };
}"""
BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
# A page may take its time on a busy machine. Whoever waits goes on as soon as what is awaited is there.
PATIENCE = 20_000


# Seconds that a process of the run has to end in, once its last test has.
ENDS_WITHIN = 120

# Whoever asks for one of these meets no database of the run's choosing, or sees only pages.
BRINGS_ITS_OWN = {"browser", "data_dir"}
# pytest-django shuts the database to every test that asks for none of these and does not carry its mark.
OPENS_THE_DATABASE = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Live at a moment of this run's own, which its seed has drawn by now."""
    moments.live_then(config.getoption("randomly_seed", default="none"))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """A process that has run its tests and does not end says where each of its threads stands, and ends."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        faulthandler.dump_traceback_later(ENDS_WITHIN, exit=True, file=sys.stderr.fileno())


def pytest_report_header() -> str:
    """Say when and where this run lives."""
    return f"Living at {moments.moment_said()}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it again beside what failed, which a quiet run has no header for."""
    if terminalreporter.stats.keys() & {"failed", "error"}:
        terminalreporter.write_line(f"This run lived at {moments.moment_said()}")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Say of each test whether one database is enough, and let the long ones begin first."""
    for item in items:
        if not (item.get_closest_marker("both") or _meets_the_database(item)):
            item.add_marker("once")
    yield
    items[:] = _long_first(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def _meets_the_database(item: pytest.Item) -> bool:
    """Whether the test can reach the database that the run has chosen, and looks at more than its pages."""
    asked_for = set(getattr(item, "fixturenames", ()))
    if asked_for & BRINGS_ITS_OWN:
        return False
    return item.get_closest_marker("django_db") is not None or bool(asked_for & OPENS_THE_DATABASE)


def _long_first(items: list[pytest.Item], processes: int) -> list[pytest.Item]:
    """The same tests in the same, random order, with the long ones at the head of each process's share."""
    long = [item for item in items if _is_long(item)]
    rest = [item for item in items if not _is_long(item)]
    ordered: list[pytest.Item] = []
    for process in range(processes):
        ordered += long[process::processes]
        room = max(0, len(items) * (process + 1) // processes - len(ordered))
        ordered += rest[:room]
        del rest[:room]
    return ordered


def _is_long(item: pytest.Item) -> bool:
    """Whether it says so, or looks at pages in a browser."""
    return item.get_closest_marker("long") is not None or "browser" in getattr(item, "fixturenames", ())


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Each test begins in English: a page asked for in Spanish leaves its thread speaking Spanish, and a
    command its process."""
    from django.conf import settings as django_settings
    from django.utils import translation

    from heardfirst.cli.translation import activate

    activate("en")
    if not django_settings.configured:  # a run without Django has no language to reset
        yield
        return
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """
    The test database, from which lines of the access log can be taken out again: emptying the tables after a
    test of whole transactions is what the product forbids. Its guard is tried in tests/access.

    At the end PostgreSQL lets go of threads that served a page, which would keep it from being removed.
    """
    from django.db import connection

    from heardfirst.access.guards import letting_go

    with django_db_blocker.unblock(), connection.cursor() as asked:
        asked.execute(letting_go(connection.vendor))
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as asked:
            asked.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory for one test alone, as `HEARDFIRST_DATA` of this process and of those it starts."""
    place = tmp_path / "data"
    monkeypatch.setenv("HEARDFIRST_DATA", str(place))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return place


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one for each test process. Fails, never skips, when there is none."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    wanted = os.environ.get("HEARDFIRST_BROWSER")
    path = next(filter(None, map(shutil.which, [wanted] if wanted else BROWSER_NAMES)), None)
    if path is None:
        pytest.fail("No Chromium found. `tools/browser.sh` installs it or says what is missing.")
    # Playwright's synchronous interface runs an event loop in this thread, which Django's guard against
    # blocking calls in asynchronous code would take for such code.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=path, headless=True, args=CHROMIUM_ARGUMENTS
            )
            yield chromium
            chromium.close()
    finally:
        if before is None:
            os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """
    Opens a browser context with Playwright's own options, e.g. ``new_context(java_script_enabled=False)``;
    with ``by_hand`` its clock can be moved (``page.clock``).

    The test fails if a page of it logs an error, which is also how the browser reports a break of the
    content security policy.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def note(page: Page) -> None:
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(error.message))

    def open_context(*, by_hand: bool = False, **options: Any) -> BrowserContext:
        context = browser.new_context(
            **{
                "viewport": DESKTOP, "locale": "en-US", "reduced_motion": "reduce",
                "timezone_id": moments.zone_here(),
            } | options
        )  # fmt: skip
        if by_hand:  # Playwright's clock keeps the browser's Date itself, and does not bear another beside it
            context.clock.install(time=datetime.now(UTC))
        elif ahead := moments.seconds_ahead():
            context.add_init_script(_LATER % round(ahead * 1000))
        context.set_default_timeout(PATIENCE)
        context.on("page", note)
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        context.close()
    # A page asked for on purpose and not there (404, 403) is reported by the browser as an error too.
    unexpected = [said for said in problems if "Failed to load resource" not in said]
    assert unexpected == []


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A desktop page; use `new_context` for a phone, a dark scheme, another language or no JavaScript."""
    return new_context().new_page()


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """
    What axe finds on a page against WCAG 2.2 A and AA, one line a finding; an empty list is what one wants.

        assert axe(page) == []

    It looks at the page that is there. After a click, wait first for what the click is to bring.
    """
    rules = {"runOnly": {"type": "tag", "values": AXE_TAGS}}

    def check(page: Page) -> list[str]:
        page.wait_for_load_state("load")
        page.evaluate("window.scrollTo(0, 0)")  # a bar that stays covers whatever is scrolled under it
        return axe_finds(page, rules)

    return check


def axe_finds(page: Page, options: dict[str, Any]) -> list[str]:
    """
    The violations that axe finds with these options of its own, one line a rule.

    Axe comes to a page once, however often it is asked there; and what passes, most of the page, stays in the
    browser.
    """
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(
        "options => axe.run(options).then(found => found.violations)",
        options | {"resultTypes": ["violations"]},
    )
    return [
        f"{violation['id']}: {', '.join(str(node['target'][0]) for node in violation['nodes'])}"
        for violation in violations
    ]
