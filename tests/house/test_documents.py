"""What the documentation repeats of the code is what the code says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from heardfirst.access import emergency
from heardfirst.agency.link_tokens import INVITATION_LASTS
from heardfirst.agency.models import Role
from heardfirst.practice.acts_outside_protocol import OUTSIDE
from heardfirst.practice.calls.stories import STORIES
from heardfirst.practice.question_file import REQUESTS, TOPICS
from heardfirst.protocol import shipped_protocols
from heardfirst.protocol.proving.stories import MOST_STORY_LINES
from heardfirst.protocol.rules.promises import PROMISES
from heardfirst.protocol.vocabulary.roles import ROLES
from heardfirst.protocol.vocabulary.statuses import StepStatus
from tools.doc_tables import DOCS, pages

WORDS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen",
)  # fmt: skip
README = DOCS.parent / "README.md"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# Each sentence that says how many there are: the page, its words around the number, how many it is.
NUMBERS: Sequence[tuple[Path, str, float]] = (
    (README, r"The rules of (\w+) real programs", len(shipped_protocols()) - 1),
    (DOCS / "protocols.md", r"(\w+) real programs come with Heardfirst", len(shipped_protocols()) - 1),
    (README, r"(\w+) roles, teams", len(Role)),
    (DOCS / "guide.md", r"expires in (\w+) days", INVITATION_LASTS / DAY),
    (DOCS / "first-call.md", r"expires in (\w+) days", INVITATION_LASTS / DAY),
    (DOCS / "glossary.md", r"expires in (\w+) days", INVITATION_LASTS / DAY),
    (DOCS / "glossary.md", r"one's own for (\w+) hours", emergency.LASTS / HOUR),
    (DOCS / "practice.md", r"in (\w+) topics", len(TOPICS)),
    (DOCS / "practice.md", r"one of (\w+) stories", len(STORIES)),
    (DOCS / "protocols.md", r"a story has (\w+) lines at most", MOST_STORY_LINES),
    (DOCS / "security.md", r"(\w+) hours in any case", settings.SESSION_COOKIE_AGE / 3600),
    (DOCS / "security.md", r"Passwords have (\w+) characters or more", settings.SHORTEST_PASSWORD),
)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_what_is_written_from_a_declaration_is_current(page: Path) -> None:
    assert page.read_text("utf-8") == pages()[page], "write it again: make docs"


def test_the_promises_are_all_there() -> None:
    table = re.findall(
        r"^\| `([a-z-]+)` \| .+ \| (?:yes|no) \|$", (DOCS / "protocols.md").read_text(), re.MULTILINE
    )
    assert table == list(PROMISES)


@pytest.mark.parametrize(("page", "words", "number"), NUMBERS, ids=lambda part: str(part)[-30:])
def test_a_number_in_words_is_the_number(page: Path, words: str, number: float) -> None:
    found = re.findall(words, page.read_text("utf-8"))
    assert found, "the sentence is gone: leave it out here as well"
    assert {word.lower() for word in found} == {WORDS[int(number)]}


def test_the_glossary_lists_what_is_declared() -> None:
    glossary = (DOCS / "glossary.md").read_text("utf-8")
    assert set(re.findall(r"^\| \*([a-z ]+)\* \|", glossary, re.MULTILINE)) == set(StepStatus)
    people, steps = (
        re.search(rf"\*\*{word}\*\*[^:(]+[:(]\s*([^.)]+)[.)]", glossary)
        for word in ("role", "role of a step")
    )
    assert people is not None and steps is not None
    assert _listed(people[1]) == [role.label.lower() for role in Role]
    assert _listed(steps[1]) == list(ROLES)


def test_the_acts_of_practice_are_all_explained() -> None:
    page = (DOCS / "practice.md").read_text("utf-8")
    table = re.search(r"^\| act \|.+?\n\n", page, re.MULTILINE | re.DOTALL)
    assert table is not None
    named = [
        name
        for row in table[0].strip().splitlines()[2:]
        for name in re.findall(r"`(\w+)`", row.split("|")[1])
    ]
    assert sorted(named) == sorted(OUTSIDE)
    request = re.search(r"Who asks is one of(.+?); they hold(.+?)\.", page, re.DOTALL)
    assert request is not None
    assert re.findall(r"`(\w+)`", request[1]) == list(REQUESTS["by"])
    assert re.findall(r"`(\w+)`", request[2]) == list(REQUESTS["holds"])


def _listed(words: str) -> list[str]:
    return [word for word in re.split(r",?\s+or\s+|,\s*", " ".join(words.split())) if word]
