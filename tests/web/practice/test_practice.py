"""Practice on the screens: a question, its answer with why and why not, and one's own progress."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heardfirst import clock
from heardfirst.agency.models import Person, ProtocolVersion, Role
from heardfirst.agency.selectors import protocol_in_force
from heardfirst.agency.services import add_person, put_in_force
from heardfirst.agency.staffing import give_role
from heardfirst.practice import question_lookup as bank
from heardfirst.practice.answering import answer, say_reason
from heardfirst.practice.exchange.shipped import shipped_items
from heardfirst.practice.made_questions import made_key
from heardfirst.practice.models import Answered, Card, RulesAhead
from heardfirst.practice.question_file import parse_item
from heardfirst.practice.services import NOT_SURE, give_answer
from heardfirst.practice.weekly_progress import WEEKS, progress_of
from heardfirst.protocol import load_protocol
from heardfirst.protocol.telling.numbers import numbers_of
from heardfirst.web.practice.progress_bars import plot_of
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn

QUESTION = "authored/first_response/intake-no-show"
HERE = "/practice/question/authored/first_response/intake-no-show/"

pytestmark = [pytest.mark.usefixtures("now"), pytest.mark.once]


@pytest.fixture(autouse=True)
def _questions_as_shipped() -> Iterator[None]:
    """What a test puts in the place of the shipped questions is remembered by nobody after it."""
    remembered = bank._authored
    yield
    remembered.cache_clear()


@pytest.fixture
def client(cast: Cast, signed_in: SignedIn) -> Client:
    return signed_in(cast.worker)


def read(page: bytes) -> str:
    """The words of a page, without its tags."""
    text = re.sub(r"<[^>]+>", " ", page.decode()).replace("&#x27;", "'").replace("&quot;", '"')
    return " ".join(text.split())


def sends(client: Client, answer: str, **more: str) -> str:
    """Answer the question; the address one is sent to."""
    sent = client.post(HERE, {"answer": answer, "asked": str(uuid4()), **more})
    assert sent.status_code == 302, sent.content
    return sent.headers["Location"]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("chosen", "right"), [("is:b", True), ("is:c", False), ("unsure", False)])
def test_an_answer_says_at_once_why_and_why_not_each_other(
    client: Client, cast: Cast, language: str, chosen: str, right: bool
) -> None:
    Person.objects.filter(pk=cast.worker.pk).update(language=language)
    item = bank.question_of(cast.agency, QUESTION)
    derived = answer(item)
    page = client.get(sends(client, chosen))
    text = read(page.content)
    for option in item.options:
        assert option.text[language] in text
        for reason in derived.because if option.label == derived.label else derived.why_not[option.label]:
            assert say_reason(reason, language) in text
    assert ("Yes, that is right." in text or "Sí, así es." in text) is right
    assert item.about[language] in text
    # What the rules say, and the rule to question.
    assert item.scenario.protocol.step("contact").label[language] in text
    rule = re.search(
        r'href="(/protocols/court-mandated-treatment/\?version=\w+)#step-contact"', page.content.decode()
    )
    assert rule and client.get(rule[1]).status_code == 200
    given = Answered.objects.get()
    assert (given.person, given.item, given.right) == (cast.worker, QUESTION, right)


def test_asking_writes_nothing_and_one_who_chooses_nothing_is_asked_again(client: Client) -> None:
    page = client.get(HERE)
    asked = re.search(r'name="asked" value="([0-9a-f-]{36})"', page.content.decode())
    assert asked
    nothing = client.post(HERE, {"asked": asked[1]})
    assert nothing.status_code == 422 and "“I’m not sure” is an answer too." in nothing.content.decode()
    assert client.post(HERE, {"answer": "is:z", "asked": asked[1]}).status_code == 422
    assert not Answered.objects.exists() and not Card.objects.exists()


def test_the_same_form_sent_twice_leads_to_the_one_answer(client: Client) -> None:
    form = str(uuid4())
    first, again = sends(client, "is:c", asked=form), sends(client, "is:b", asked=form)
    assert first == again and Answered.objects.count() == 1


def test_what_comes_next_and_staying_within_a_topic(client: Client, cast: Cast) -> None:
    page = client.get(reverse("practice")).content.decode()
    assert "Start here" in page and f"{HERE}?topic=first_response" not in page
    first = bank.keys_of(cast.agency, "first_response")[0]
    assert f"{reverse('practice-question', args=[first])}?topic=first_response" in page
    sent = client.post(f"{HERE}?topic=first_response", {"answer": "is:b"})
    assert sent.headers["Location"].endswith("?topic=first_response")
    after = client.get(sent.headers["Location"]).content.decode()
    assert f"{reverse('practice-question', args=[first])}?topic=first_response" in after
    with clock.standing_at(clock.now() + timedelta(days=30)):
        later = client.get(reverse("practice")).content.decode()
    assert "1 question to review" in later and f'href="{HERE}"' in later


def test_a_question_nobody_knows_is_not_there(client: Client) -> None:
    for key in ("authored/first_response/none", "own/1", "made/1/2", "x", "authored/../../etc"):
        assert client.get(f"/practice/question/{key}/").status_code == 404, key
    assert client.post("/practice/progress/weather/again/").status_code == 404


def test_nobody_sees_anothers_answer(client: Client, cast: Cast, signed_in: SignedIn) -> None:
    mine = sends(client, "is:b")
    assert signed_in(cast.colleague).get(mine).status_code == 404
    assert signed_in(cast.supervisor).get(mine).status_code == 404
    assert (
        "Nothing to show yet" in signed_in(cast.colleague).get(reverse("practice-progress")).content.decode()
    )


def test_a_question_without_one_answer_any_more_says_so(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = sends(client, "is:b")
    two = b"""now = 2026-03-10T09:00:00-05:00
[[entry]]
kind = "session.missed"
at = 2026-03-09T10:00:00-05:00
[[option]]
label = "a"
text = "Call."
acts = ["contact"]
[[option]]
label = "b"
text = "Ring up."
acts = ["contact"]
"""
    told = dict(shipped_items()) | {QUESTION: parse_item(two, "two.toml")}
    monkeypatch.setattr(bank, "shipped_items", lambda: told)
    for page in (client.get(HERE), client.post(HERE, {"answer": "is:a"}), client.get(mine)):
        assert page.status_code == 200 and "no longer has a single answer" in page.content.decode()
    monkeypatch.setattr(bank, "shipped_items", dict)
    assert "no longer has a single answer" in client.get(mine).content.decode()
    assert client.get(HERE).status_code == 404
    assert Answered.objects.count() == 1


def test_an_answer_to_a_question_that_was_changed_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = sends(client, "is:b")
    other = next(each for each in shipped_items().values() if answer(each).label != "b")
    monkeypatch.setattr(bank, "shipped_items", lambda: {QUESTION: other})
    assert "has changed since you answered" in client.get(mine).content.decode()


def test_a_trainer_begins_with_practice(cast: Cast, signed_in: SignedIn) -> None:
    trainer = add_person(agency=cast.agency, email="tom@example.org", name="Tom", roles=[Role.TRAINER])
    client = signed_in(trainer)
    assert client.get(reverse("today")).headers["Location"] == reverse("practice")
    assert client.get(reverse("practice")).status_code == 200
    give_role(person=cast.worker, role=Role.TRAINER, by=None)
    assert reverse("practice") in signed_in(cast.worker).get(reverse("today")).content.decode()


def test_progress_counts_each_week_of_the_agencys_zone(cast: Cast, now: datetime) -> None:
    # Monday, 5 am in UTC, is still Sunday in New York at half past eleven: the week before.
    sunday_night = datetime.fromisoformat("2026-03-02T04:30:00+00:00")
    for at, chosen in ((sunday_night, "b"), (now, "c"), (now - timedelta(weeks=WEEKS), "b")):
        with clock.standing_at(at):
            give_answer(person=cast.worker, item=QUESTION, chosen=chosen, asked=uuid4())
    made = progress_of(cast.worker, now)
    assert len(made.weeks) == WEEKS and made.weeks[-1].monday.isoformat() == "2026-03-02"
    assert [(each.answered, each.right) for each in made.weeks[-2:]] == [(1, 1), (1, 0)]
    assert sum(each.answered for each in made.weeks) == 2
    assert made.topics == {"first_response": made.weeks}


def test_bars_are_as_high_as_their_numbers(cast: Cast, now: datetime) -> None:
    for turn, chosen in enumerate("bbca"):
        with clock.standing_at(now - timedelta(minutes=turn)):
            give_answer(person=cast.worker, item=QUESTION, chosen=chosen, asked=uuid4())
    plot = plot_of(progress_of(cast.worker, now).weeks, most=8, high=100)
    (bar,) = plot.bars
    assert (bar.height, bar.right_height) == (50, 25)
    assert bar.y + bar.height == bar.right_y + bar.right_height == plot.floor
    assert bar.x + plot.bar_width <= plot.width
    assert [(line.answered, line.right) for line in plot.lines] == [(4, 2)]
    assert "2 of 4 correct" in plot.text


def test_progress_shows_a_picture_with_its_numbers_and_begins_again(client: Client, cast: Cast) -> None:
    sends(client, "is:b")
    page = client.get(reverse("practice-progress")).content.decode()
    assert page.count('role="img"') == 2 and "1 of 1 correct in these weeks" in page
    assert "<td>1</td><td>1</td>" in page
    told = client.post(reverse("practice-again", args=["first_response"]), follow=True)
    assert "new to you again" in told.content.decode() and not Card.objects.exists()
    assert Answered.objects.count() == 1


def test_a_question_made_up_from_rules_is_asked_and_followed_by_another(client: Client, cast: Cast) -> None:
    home = client.get(reverse("practice")).content.decode()
    hard = re.findall(r'href="(/practice/question/made/3/[^"]+)"', home)
    assert len(hard) == 1
    protocol = protocol_in_force(cast.agency)
    key = made_key(protocol, level=3, seed=7)
    at = reverse("practice-question", args=[key])
    item = bank.question_of(cast.agency, key)
    assert item.about["en"] in read(client.get(at).content)
    page = client.get(client.post(at, {"answer": f"is:{answer(item).label}"}).headers["Location"])
    assert "Yes, that is right." in page.content.decode() and "hard" in page.content.decode()
    assert reverse("practice-question", args=[made_key(protocol, level=3, seed=8)]) in page.content.decode()
    given = Answered.objects.get()
    assert (given.level, given.right, given.topic) == (3, True, item.topic)
    # New each time, it does not come back.
    assert not Card.objects.exists() and "comes back" not in page.content.decode()


def test_rules_that_are_not_in_force_can_be_practiced_on(client: Client, cast: Cast) -> None:
    first = protocol_in_force(cast.agency)
    key = made_key(first, level=1, seed=1)
    put_in_force(
        agency=cast.agency, by=cast.supervisor, text=load_protocol("campus-counseling").source.encode(),
        key="campus-counseling",
    )  # fmt: skip
    page = client.get(reverse("practice-rules")).content.decode()
    assert page.index("in effect") < page.index("not in effect") < page.index("came with Heardfirst")
    assert page.index("/campus-counseling/") < page.index(f"/{first.key}/{first.digest[:12]}")
    assert client.get(reverse("practice-question", args=[key])).status_code == 200
    for wrong in (key[:-1], key + "0", key.replace("made/1/1/", "made/4/1/"), key.replace("/1/1/", "/1/01/")):
        assert client.get(f"/practice/question/{wrong}/").status_code == 404, wrong


def test_changed_numbers_are_practiced_on_before_they_are_in_force(cast: Cast, signed_in: SignedIn) -> None:
    first = protocol_in_force(cast.agency)
    typed = {each.key: str(each.value) for each in numbers_of(first)} | {"atoms.tried.attempts": "4"}
    at = reverse("protocol-numbers", args=[first.key])
    client = signed_in(cast.supervisor)
    for version in ("2", "3"):  # the second takes the place of the first
        sent = client.post(at, typed | {"version": version, "practice": "yes"})
        assert sent.status_code == 302
    page = client.get(sent.headers["Location"]).content.decode()
    assert "Everyone here can practice with them" in page and "Version 3, for practice" in page
    assert "Version 2," not in page
    newer = rf"{first.key}/(?!{first.digest[:12]})"
    (hard,) = re.findall(rf'href="(/practice/question/made/3/[0-9]+/{newer}[^"]+)"', page)
    learner = signed_in(cast.worker)
    assert "version 3" in learner.get(hard).content.decode()
    answered = learner.post(hard, {"answer": "unsure"}, follow=True)
    assert answered.status_code == 200 and "What the rules say comes first" in answered.content.decode()
    # Nothing follows them, nobody else's rules are touched, and a worker keeps none.
    assert protocol_in_force(cast.agency).digest == first.digest and not ProtocolVersion.objects.exists()
    assert "Version 3" not in signed_in(cast.stranger).get(reverse("practice-rules")).content.decode()
    assert learner.post(at, typed | {"version": "4", "practice": "yes"}).status_code == 404
    assert RulesAhead.objects.get().kept_by == cast.supervisor
    lax = dict.fromkeys(("attempts", "days", "channels", "times_of_day"), "1")
    careless = typed | {f"atoms.tried.{name}": number for name, number in lax.items()}
    assert client.post(at, careless | {"version": "5", "practice": "yes"}).status_code == 422
    assert RulesAhead.objects.count() == 1


def test_what_the_screens_ask_of_the_database_does_not_grow(client: Client, cast: Cast) -> None:
    def asked(at: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(at).status_code == 200
        return len(queries)

    pages = [reverse("practice"), reverse("practice-progress"), HERE, sends(client, "is:b")]
    before = [asked(each) for each in pages]
    for key in bank.keys_of(cast.agency)[:20]:
        give_answer(person=cast.worker, item=key, chosen=NOT_SURE, asked=uuid4())
    assert [asked(each) for each in pages] == before
    assert max(before) <= 14


def test_when_everything_was_met_there_is_nothing_more_today(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bank, "_authored", lambda: {"first_response": (QUESTION,)})
    mine = sends(client, "is:b")
    page, after = (client.get(at).content.decode() for at in (reverse("practice"), mine))
    assert "That is all for today" in page and "The next review is on Fri, Mar 6" in page
    assert "Next question" not in page + after and "Back to practice" in after
