"""One's own progress in practice."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from heardfirst import access, clock
from heardfirst.practice.question_file import TOPICS
from heardfirst.practice.selectors import standing_of
from heardfirst.practice.weekly_progress import WEEKS, Week, progress_of

from ..shared.auth import SignedIn, must, signed_in
from ..shared.flash import flash_of
from .progress_bars import HIGH, LOW, plot_of
from .question_page import question_href, topic_name, topic_shown


@signed_in("GET", "HEAD")
def progress(request: SignedIn) -> HttpResponse:
    """What one answered by week, of all topics and of each; nobody sees another's."""
    must(access.may_practice(request.user))
    at = clock.now()
    made, standing = progress_of(request.user, at), standing_of(request.user, at)
    most = max((week.answered for weeks in made.topics.values() for week in weeks), default=0)
    lines = {topic.topic: topic for topic in standing.topics}
    context = {
        "place": "practice",
        "flash": flash_of(request, request.user),
        "begun": bool(made.topics),
        "weeks": WEEKS,
        "all": plot_of(made.weeks, most=max(week.answered for week in made.weeks), high=HIGH),
        "all_said": _total(made.weeks),
        "due": standing.due,
        "next_href": question_href(standing.next) if standing.next else "",
        "topics": [
            {
                "key": topic or "other",
                "name": topic_name(topic),
                "plot": plot_of(weeks, most=most, high=LOW),
                "total": _total(weeks),
                "line": topic_shown(lines[topic]) if topic in lines else None,
                "may_begin_again": bool(topic) and topic in lines and lines[topic].asked > 0,
            }
            for topic in (*TOPICS, "")
            if (weeks := made.topics.get(topic))
        ],
    }
    return render(request, "practice/progress.html", context)


def _total(weeks: tuple[Week, ...]) -> str:
    return _("%(right)s of %(answered)s correct in these weeks") % {
        "right": sum(week.right for week in weeks),
        "answered": sum(week.answered for week in weeks),
    }
