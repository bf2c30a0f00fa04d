"""A practice question and its answer as the screens show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from heardfirst.agency.models import Agency
from heardfirst.practice.answering import Answer
from heardfirst.practice.available_rules import AvailableRules, RulesAre
from heardfirst.practice.generating import LEVELS
from heardfirst.practice.made_questions import level_of, made_key
from heardfirst.practice.models import Answered
from heardfirst.practice.question_file import Item
from heardfirst.practice.selectors import TopicStanding
from heardfirst.practice.topics import topic_label
from heardfirst.protocol import Decision, Protocol

from ..cases.responses import PathStep, path_of
from ..rules.rules_page import DIGEST_SHOWN, rules_named
from ..wording.dates import day_text
from ..wording.reasons import language


@dataclass(frozen=True, slots=True)
class OptionShown:
    """One option, and each sentence on why it is the answer or why it is not."""

    text: str
    says: list[str]
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """
    What came of an answer: the key with its reasons, what was chosen where that was another, every other
    option, how the rules see the situation, and where they can be read.
    """

    headline: str
    key: OptionShown
    chosen: OptionShown | None
    others: list[OptionShown]
    path: list[PathStep]
    rules_name: str
    rules_href: str
    changed: bool


@dataclass(frozen=True, slots=True)
class TopicShown:
    """One topic of the list: how far one is, and where it goes on."""

    name: str
    summary: str
    right: int
    questions: int
    due: str
    href: str


@dataclass(frozen=True, slots=True)
class RulesShown:
    """Rules to practice on: their name, how they stand to the agency, and a question for each level."""

    name: str
    description: str
    levels: list[tuple[str, str]]


def rules_shown(at_hand: AvailableRules) -> RulesShown:
    """Rules as a line, with a question drawn by chance for each level."""
    standing = {
        RulesAre.IN_FORCE: _("in effect"),
        RulesAre.AHEAD: _("for practice, not in effect"),
        RulesAre.KEPT: _("saved here, not in effect"),
        RulesAre.SHIPPED: _("came with Heardfirst"),
    }[at_hand.are]
    protocol = at_hand.protocol
    return RulesShown(
        protocol.name[language()],
        _("Version %(version)s, %(standing)s") % {"version": protocol.version, "standing": standing},
        [(_level_label(level), question_href(made_key(protocol, level=level))) for level in LEVELS],
    )


def origin_sentence(item: str, protocol: Protocol) -> str:
    """That a question was made up from rules, from which, and how hard it is; empty for a written one."""
    level = level_of(item)
    if level is None:
        return ""
    return _("Generated from “%(name)s”, version %(version)s · %(level)s") % {
        "name": protocol.name[language()],
        "version": protocol.version,
        "level": _level_label(level).lower(),
    }


def _level_label(level: int) -> str:
    return {1: _("Easy"), 2: _("Medium"), 3: _("Hard")}[level]


def topic_name(topic: str) -> str:
    """A topic in the reader's language; what was one once, and is no more, stands among the others."""
    try:
        return topic_label(topic, language())
    except KeyError:
        return topic_label("", language())


def topic_shown(standing: TopicStanding) -> TopicShown:
    """A topic as a line."""
    return TopicShown(
        name=topic_name(standing.topic),
        summary=_("%(right)s of %(questions)s learned so far")
        % {"right": standing.right, "questions": standing.questions}
        if standing.asked
        else "",
        right=standing.right,
        questions=standing.questions,
        due=_("%(count)s to review") % {"count": standing.due} if standing.due else "",
        href=question_href(standing.next, standing.topic) if standing.next else "",
    )


def question_href(item: str, topic: str = "") -> str:
    """The page of a question; with ``topic`` one stays within that afterwards."""
    return _within(reverse("practice-question", args=[item]), topic)


def answer_href(answered: Answered, topic: str = "") -> str:
    """The page of an answer."""
    return _within(reverse("practice-answer", args=[answered.public_id]), topic)


def answer_shown(item: Item, derived: Answer, answered: Answered, agency: Agency) -> AnswerShown:
    """An answer as its page shows it, derived anew from the question as it is now."""
    options = {
        option.label: OptionShown(
            option.text[language()],
            list(derived.sentences(option.label, language())),
            option.label == answered.chosen,
        )
        for option in item.options
    }
    right = answered.chosen == derived.label
    name, href = _rules_of(item, derived, agency)
    return AnswerShown(
        headline=_headline(right=right, unsure=not answered.chosen),
        key=options[derived.label],
        chosen=None if right else options.get(answered.chosen),
        others=[option for label, option in options.items() if label not in (derived.label, answered.chosen)],
        path=_path(item),
        rules_name=name,
        rules_href=href,
        changed=right != answered.right or (bool(answered.chosen) and answered.chosen not in options),
    )


def _headline(*, right: bool, unsure: bool) -> str:
    """The first words on an answer."""
    if right:
        return _("Yes, that is right.")
    return _("Good that you asked.") if unsure else _("Not quite.")


def comes_back_sentence(at: datetime | None) -> str:
    """When a question comes back, as a sentence; empty for one that does not."""
    if at is None:
        return ""
    return _("You will see this question again on %(day)s.") % {"day": day_of(at)}


def day_of(at: datetime) -> str:
    """The day of a moment, in the zone in force."""
    return day_text(timezone.localtime(at).date())


def _path(item: Item) -> list[PathStep]:
    """Every step as the rules see it at the moment the question stops at, in the time of its place."""
    scenario = item.scenario
    with timezone.override(scenario.calendar.tz):
        return path_of(scenario.decide(), scenario.now)


def _rules_of(item: Item, derived: Answer, agency: Agency) -> tuple[str, str]:
    """What the rules are called, and where the rule for the answer can be read; no address where they are not
    among those at hand here."""
    protocol = item.scenario.protocol
    name = protocol.name[language()]
    if rules_named(agency, protocol.key, protocol.digest[:DIGEST_SHOWN]) is None:
        return name, ""
    query = urlencode({"version": protocol.digest[:DIGEST_SHOWN]})
    step = _first_step(item, derived, item.scenario.decide())
    return name, f"{reverse('protocol', args=[protocol.key])}?{query}" + (f"#step-{step}" if step else "")


def _first_step(item: Item, derived: Answer, decision: Decision) -> str:
    """The step that the answer begins with; empty where it is to wait."""
    acts = next(option.acts for option in item.options if option.label == derived.label)
    places = decision.protocol.places
    steps = sorted((act for act in acts if act in places), key=places.__getitem__)
    offered = [step for step in steps if step in decision.offered]
    return next(iter([*offered, *steps]), "")


def _within(href: str, topic: str) -> str:
    return f"{href}?{urlencode({'topic': topic})}" if topic else href
