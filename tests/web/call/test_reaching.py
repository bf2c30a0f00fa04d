"""The panel for reaching a client: the next try, how far a proper one has come, ways that are shut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from heardfirst import clock
from heardfirst.guide.attempts import Measure, NextAttempt, Reaching
from heardfirst.protocol.vocabulary.closed_lists import CONTACT_RULES
from heardfirst.record.models import Case
from heardfirst.web.wording.attempts import next_attempt_text, progress_text, why_shut
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 4, 10, 30, tzinfo=NEW_YORK)  # a Wednesday
MEASURES = tuple(
    Measure(name, have, need)
    for name, have, need in (("attempts", 2, 3), ("days", 1, 2), ("channels", 1, 1), ("times_of_day", 1, 2))
)


@pytest.fixture
def on_that_wednesday() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


@pytest.mark.usefixtures("on_that_wednesday")
@pytest.mark.parametrize(
    ("best", "english", "spanish"),
    [
        (
            NextAttempt("text", date(2026, 3, 4), "evening", (17, 18, 19)),
            "Next attempt: a text, this evening.",
            "Siguiente intento: un mensaje de texto, esta noche.",
        ),
        (
            NextAttempt("phone", date(2026, 3, 5), "morning", (9, 10, 11)),
            "Next attempt: a call, tomorrow morning.",
            "Siguiente intento: una llamada, mañana por la mañana.",
        ),
        (
            NextAttempt("visit", date(2026, 3, 9), "afternoon", (12,)),
            "Next attempt: a home visit, Monday in the afternoon.",
            "Siguiente intento: una visita a casa, el lunes por la tarde.",
        ),
        (
            NextAttempt("mail", date(2026, 3, 16), "morning", (9,)),
            "Next attempt: a letter, Mon, Mar 16 in the morning.",
            None,
        ),
        (
            NextAttempt("phone", date(2026, 3, 4), "evening", (18, 19, 22), narrowed=True),
            "Next attempt: a call, this evening, between 6 pm and 8 pm.",
            None,
        ),
    ],
)
def test_the_next_try_is_one_line(best: NextAttempt, english: str, spanish: str | None) -> None:
    with timezone.override(NEW_YORK):
        with translation.override("en"):
            assert next_attempt_text(Reaching(best=best), NOW) == english
        with translation.override("es"):
            assert spanish is None or next_attempt_text(Reaching(best=best), NOW) == spanish


@pytest.mark.usefixtures("on_that_wednesday")
def test_how_far_a_proper_try_has_come() -> None:
    with timezone.override(NEW_YORK), translation.override("en"):
        said = progress_text(Reaching(measures=MEASURES, also=("visit", "tribe")))
        assert said == (
            "So far 2 of 3 attempts, on 1 of 2 days, at 1 of 2 times of day. "
            "A home visit is still needed. The Tribe has not been notified yet."
        )
        assert progress_text(Reaching()) == ""
        rests = Reaching(measures=MEASURES, proper=True, rests_until=datetime(2026, 3, 9, 9, tzinfo=NEW_YORK))
        assert progress_text(rests) == "We have made reasonable attempts. Next one on Mon, Mar 9."
    with translation.override("es"):
        assert "2 de 3 intentos" in progress_text(Reaching(measures=MEASURES))


@pytest.mark.parametrize(
    "code",
    [
        "wrong_number", "undeliverable", "returned_mail", "unsafe_to_continue", "stop_asked", "no_number",
        "no_address", "away", "somebody_else", "not_said_safe", *CONTACT_RULES,
    ],
)  # fmt: skip
def test_every_way_that_is_shut_says_why(code: str) -> None:
    assert why_shut(code)


def panel(case: Case, cast: Cast, signed_in: SignedIn) -> str:
    href = reverse("try", args=[case.public_id])
    return unescape(signed_in(cast.worker).get(href, headers={"HX-Request": "true"}).content.decode())


def test_the_panel_says_what_to_try_and_counts_each_try(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    before = panel(missed, cast, signed_in)
    assert "Next attempt: a call," in before and "So far 0 of 3 attempts, on 0 of 3 days" in before
    happens(missed, "contact.tried", timedelta(hours=2), {"channel": "phone", "outcome": "no_answer"})
    after = panel(missed, cast, signed_in)
    assert "Next attempt: a text," in after and "So far 1 of 3 attempts, on 1 of 3 days" in after


def test_a_shut_way_is_grayed_with_the_reason_and_can_still_be_recorded(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    more = "Another method, or an earlier time"
    assert "way-shut" not in panel(missed, cast, signed_in).partition(more)[0]
    happens(missed, "contact.tried", timedelta(hours=2), {"channel": "phone", "outcome": "wrong_number"})
    first = panel(missed, cast, signed_in).partition(more)[0]
    assert first.count("way-shut") == 2 and first.count("Wrong number. Find the right one.") == 2
    assert 'value="phone:no_answer"' in first
    assert "Next attempt: a home visit," in first
    # Whoever goes there alone reads first how to go safely.
    assert 'before-visit" open' in first and "Tell a colleague where you go" in first


def test_once_she_asked_us_to_stop_nothing_is_proposed(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    happens(missed, "contact.stop_asked", timedelta(hours=1))
    said = panel(missed, cast, signed_in)
    assert "Asked not to be contacted." in said
    assert "Next attempt" not in said and "So far" not in said


def test_a_case_in_which_nobody_missed_anything_has_no_line(
    case: Case, cast: Cast, signed_in: SignedIn
) -> None:
    assert not re.search("Next attempt|So far", panel(case, cast, signed_in))
