"""No page puts a client's name, number or words into a log line: every route, as whoever may and may not."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from heardfirst import clock
from heardfirst.logs import QuietFormatter, WithoutRequests
from heardfirst.web.shared.display_names import name_of
from tests.record.conftest import TODAY
from tests.web.everybody import CLIENT, GUARDED_WORDS, LABEL, PHONE, WORDS, Everybody, Visitor, gather
from tests.web.gates import GATES
from tests.web.shared.test_matrix import address, come

TYPED = "Teodoro slept at Rosalind’s"
SEALED = (*CLIENT.split(), PHONE, PHONE[2:], "555-0147", LABEL, WORDS, GUARDED_WORDS, TYPED, "Teodoro")
PARTS = 6
_FIELD = re.compile(r'<(?:input|textarea|select|button)\b[^>]*?\bname="([^"]+)"[^>]*')
_NOT_TYPED = {"csrfmiddlewaretoken", "form-token"}


class Capture(logging.Handler):
    """
    Keeps of every record what the product's handler would write of it, its message and arguments, and of our
    own loggers what the exceptions say as well. (Django's templates log at DEBUG an exception that holds all
    that a page knows; the product's handler writes its type alone.)
    """

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.addFilter(WithoutRequests())
        self.setFormatter(QuietFormatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        errors = []
        error = record.exc_info[1] if record.exc_info and record.name.startswith("heardfirst") else None
        while error is not None:
            errors.append(repr(error))
            error = error.__cause__ or error.__context__
        parts = [record.getMessage(), repr(record.args), *errors, record.stack_info or ""]
        self.lines.append("\n".join([self.format(record), *parts]))

    def found(self) -> list[str]:
        """What was logged that holds one of the words, each with the word."""
        return [f"{word!r} in: {line}" for line in self.lines for word in SEALED if word in line]


@contextmanager
def captured() -> Iterator[Capture]:
    """Everything that any logger is given meanwhile, down to DEBUG."""
    known = logging.root.manager.loggerDict.values()
    loggers = [logging.root, *(each for each in known if isinstance(each, logging.Logger))]
    before = [(each, each.level, each.disabled, each.propagate) for each in loggers]
    capture = Capture()
    logging.root.addHandler(capture)
    for each in loggers:
        each.disabled, each.propagate = False, True
        each.setLevel(logging.DEBUG)
    try:
        yield capture
    finally:
        logging.root.removeHandler(capture)
        for each, level, disabled, propagate in before:
            each.setLevel(level)
            each.disabled, each.propagate = disabled, propagate


@pytest.fixture
def everybody(db: None) -> Iterator[Everybody]:
    with clock.standing_at(TODAY):
        yield gather(TODAY)


def one_who_may_and_one_who_may_not(name: str, everybody: Everybody) -> list[Visitor]:
    gate = GATES[name]
    present = [visitor for visitor in everybody.visitors if visitor.relation != "gone"]
    may = [visitor for visitor in present if gate.opens(visitor.roles, visitor.relation)]
    may_not = [visitor for visitor in present if visitor not in may]
    assert may, f"nobody may come in at {name}"
    # Somebody signed in is more likely to be told, and to have told, something.
    return [max(each, key=lambda visitor: visitor.person is not None) for each in (may, may_not) if each]


def badly_filled(page: str) -> dict[str, Any]:
    """Every field of a page with a client's words in it, whatever it asks for."""
    names = {unescape(name) for name in _FIELD.findall(page)} | {"words", "name", "reason", "next"}
    sent: dict[str, Any] = dict.fromkeys(names - _NOT_TYPED, f"{TYPED}, {CLIENT}, {PHONE}")
    if 'type="file"' in page:
        sent["file"] = SimpleUploadedFile(f"{CLIENT}.csv", f"{CLIENT},{TYPED}\n\x00".encode())
    return sent


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_logs_a_clients_name_number_or_words(part: int, everybody: Everybody) -> None:
    ids, came_in = everybody.ids(), 0
    with captured() as capture:
        for name in sorted(GATES)[part::PARTS]:
            there = address(name, ids)
            for visitor in one_who_may_and_one_who_may_not(name, everybody):
                client = come(visitor)
                client.raise_request_exception = False
                answer: Any = client.get(there, {"q": TYPED, "told": TYPED, "next": f"/{TYPED}"})
                page = b"" if answer.streaming else answer.content
                came_in += answer.status_code == 200
                with transaction.atomic():
                    posted = client.post(there, badly_filled(page.decode(errors="replace")))
                    transaction.set_rollback(True)
                assert max(answer.status_code, posted.status_code) < 500, f"{name}: {visitor.relation}"
                assert capture.found() == [], f"{name}: {visitor.relation} {sorted(visitor.roles)}"
    assert came_in > 5 and capture.lines, "pages were shown, and refusals logged"


@pytest.mark.parametrize("way", ["message", "args", "exception", "cause", "quietly"])
def test_a_name_that_is_logged_is_found(way: str) -> None:
    log = logging.getLogger("heardfirst.record.somewhere")
    with captured() as capture:
        log.info("opened a case")
        assert capture.found() == []
        if way == "message":
            log.warning(f"opened the case of {CLIENT}")  # noqa: G004
        elif way == "args":
            log.error("opened %s", CLIENT)
        elif way == "quietly":
            log.debug("typed: %r", {"words": TYPED})
        else:
            try:
                try:
                    raise ValueError(f"nobody is called {CLIENT}")
                except ValueError as first:
                    if way == "exception":
                        raise
                    raise RuntimeError("not found") from first
            except (ValueError, RuntimeError):
                log.exception("could not open it")
    assert capture.found()


def test_a_view_that_logs_a_name_is_found(everybody: Everybody, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with a real page whose code forgets itself, seen through the product's own handlers."""

    def forgetful(case: Any) -> Any:
        identity = name_of(case)
        logging.getLogger("heardfirst.web.cases").debug("showing %s", identity.name)
        return identity

    monkeypatch.setattr("heardfirst.web.cases.views.name_of", forgetful)
    own = next(visitor for visitor in everybody.visitors if visitor.relation == "own")
    with captured() as capture:
        assert come(own).get(address("case", everybody.ids())).status_code == 200
    assert any("showing" in line for line in capture.found())


def test_the_product_logs_through_what_is_captured_here() -> None:
    product: Any = settings.LOGGING
    handlers = product["handlers"].values()
    assert [each["filters"] for each in handlers] == [["without_requests"]]
    assert product["filters"]["without_requests"]["()"] == f"{WithoutRequests.__module__}.WithoutRequests"
    assert {each["formatter"] for each in handlers} == {"quiet"}
