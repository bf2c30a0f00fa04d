"""Practice questions: which comes next, answering it, and why."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from heardfirst import access, clock
from heardfirst.practice.answering import answer
from heardfirst.practice.available_rules import RulesAre, available_rules, rules_in_force
from heardfirst.practice.calls.selectors import open_call_of, story_of
from heardfirst.practice.errors import ItemError
from heardfirst.practice.made_questions import after, level_of
from heardfirst.practice.question_file import TOPICS, Item
from heardfirst.practice.question_lookup import question_of
from heardfirst.practice.selectors import answered_or_none, comes_back_at, next_question, standing_of
from heardfirst.practice.services import begin_again, give_answer

from ..shared.auth import SignedIn, must, signed_in
from ..shared.flash import flash_of, with_message
from ..wording.reasons import language
from .question_forms import PracticeAnswerForm
from .question_page import (
    answer_href,
    answer_shown,
    comes_back_sentence,
    day_of,
    origin_sentence,
    question_href,
    rules_shown,
    topic_name,
    topic_shown,
)


@signed_in("GET", "HEAD")
def practice(request: SignedIn) -> HttpResponse:
    """What comes next, and how far one is in each topic."""
    must(access.may_practice(request.user))
    standing = standing_of(request.user, clock.now())
    going_on = open_call_of(request.user)
    context = {
        "place": "practice",
        "due": standing.due,
        "next_href": question_href(standing.next) if standing.next else "",
        "begun": any(topic.asked for topic in standing.topics),
        "back_on": day_of(standing.back_at) if standing.back_at else "",
        "topics": [topic_shown(topic) for topic in standing.topics],
        "open_call": {
            "name": story_of(going_on).name,
            "href": reverse("case", args=[going_on.case.public_id]),
        }
        if going_on
        else None,
        "may_train": access.may_train(request.user),
        "rules": rules_shown(rules_in_force(request.user.agency)),
    }
    return render(request, "practice/practice.html", context)


@signed_in("GET", "HEAD")
def rules(request: SignedIn) -> HttpResponse:
    """Questions made up from rules: those in force, and others, so that a change is practiced beforehand."""
    must(access.may_practice(request.user))
    at_hand = available_rules(request.user.agency)
    context = {
        "place": "practice",
        "flash": flash_of(request, request.user),
        "agency_rules": [
            rules_shown(rules_choice) for rules_choice in at_hand if rules_choice.are != RulesAre.SHIPPED
        ],
        "shipped": [
            rules_shown(rules_choice) for rules_choice in at_hand if rules_choice.are == RulesAre.SHIPPED
        ],
    }
    return render(request, "practice/rules.html", context)


@signed_in("GET", "HEAD", "POST")
def question(request: SignedIn, item: str) -> HttpResponse:
    """One question: the situation, and the options to choose from. An answer is written down at once."""
    must(access.may_practice(request.user))
    question, topic = _question_of(request, item), _topic_of(request)
    form = PracticeAnswerForm(
        request.POST if request.method == "POST" else None, item=question, language=language()
    )
    context = {
        "place": "practice",
        "form": form,
        "topic": topic_name(question.topic),
        "about": question.about.get(language(), ""),
        "made": origin_sentence(item, question.scenario.protocol),
        "here": question_href(item, topic),
    }
    try:
        if request.method == "POST" and form.is_valid():
            answered = give_answer(person=request.user, item=item, chosen=form.chosen, asked=form.name)
            return redirect(answer_href(answered, topic))
        answer(question)
    except ItemError:
        return render(request, "practice/unanswerable.html", context)
    return render(request, "practice/question.html", context, status=422 if form.errors else 200)


@signed_in("GET", "HEAD")
def answered(request: SignedIn, answer_id: UUID) -> HttpResponse:
    """What came of one's answer: the key, why, and why not each other option."""
    must(access.may_practice(request.user))
    answered, topic = answered_or_none(request.user, answer_id), _topic_of(request)
    if answered is None:
        raise Http404
    context = {
        "place": "practice",
        "given": answered,
        "topic": topic_name(answered.topic),
        "back": comes_back_sentence(comes_back_at(request.user, answered.item)),
        "next_href": _next_href(request, answered.item, topic),
    }
    try:
        question = question_of(request.user.agency, answered.item)
        shown = answer_shown(question, answer(question), answered, request.user.agency)
    except (KeyError, ItemError):
        return render(request, "practice/unanswerable.html", context)
    sentences = {"made": origin_sentence(answered.item, question.scenario.protocol)}
    sentences |= {"about": question.about.get(language(), ""), "ask": question.ask.get(language(), "")}
    context |= {"shown": shown, **sentences}
    return render(request, "practice/answer.html", context)


@signed_in("POST")
def again(request: SignedIn, topic: str) -> HttpResponse:
    """Begin a topic anew."""
    must(access.may_practice(request.user))
    if topic not in TOPICS:
        raise Http404
    begin_again(person=request.user, topic=topic)
    return redirect(with_message(reverse("practice-progress"), "topic-again"))


def _question_of(request: SignedIn, item: str) -> Item:
    try:
        return question_of(request.user.agency, item)
    except KeyError:
        raise Http404 from None


def _topic_of(request: SignedIn) -> str:
    """The topic one stays within, as the address says; empty where one goes through all of them."""
    topic = request.GET.get("topic", "")
    return topic if topic in TOPICS else ""


def _next_href(request: SignedIn, item: str, topic: str) -> str:
    """The question after this one: after one made up from rules, another from the same."""
    if level_of(item) is not None:
        return question_href(after(item))
    following = next_question(request.user, clock.now(), topic or None)
    return question_href(following, topic) if following else ""
