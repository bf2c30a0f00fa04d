"""How a group practices, for whoever looks after that; never how one person answers."""

from __future__ import annotations

import csv
import io

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from heardfirst import access
from heardfirst.agency.models import Agency, Team
from heardfirst.practice.answering import answer
from heardfirst.practice.completion import completion_numbered
from heardfirst.practice.errors import ItemError
from heardfirst.practice.group_progress import FEWEST, GroupProgress, Share, group_of
from heardfirst.practice.question_lookup import question_of
from heardfirst.practice.topics import topic_label

from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import SignedIn, must, signed_in
from ..shared.posting import repeatable
from ..wording.dates import day_text
from ..wording.reasons import language
from .own_question_forms import NumberForm

_ABOUT_SHOWN = 18  # words
_SPELLS_DANGER = ("=", "+", "-", "@", "\t", "\r")


@repeatable
@signed_in("GET", "HEAD", "POST")
def group(request: SignedIn) -> HttpResponse:
    """
    All whom they look after, or one team of them; as a page, or as a table to keep. What is sent is the
    number of a certificate, to be looked up.
    """
    must(access.may_train(request.user))
    teams = access.teams_trained_by(request.user)
    team = _chosen_team(request, teams)
    people = [
        member for member in access.trained_by(request.user) if team is None or member.team_id == team.pk
    ]
    found = group_of(people)
    if request.GET.get("as") == "csv":
        if request.method == "GET":
            note(request, LoggedAction.EXPORTED, count=len(found.members))
        headers = {"Content-Disposition": 'attachment; filename="practice.csv"'}
        return HttpResponse(_as_csv(found), content_type="text/csv; charset=utf-8", headers=headers)
    here = reverse("practice-group")
    form = NumberForm(request.POST if request.method == "POST" else None)
    context = {
        "place": "practice",
        "form": form,
        "holder": _holder(request, form) if form.is_bound and form.is_valid() else None,
        "group": found,
        "fewest": FEWEST,
        "team": team,
        "teams": [{"name": team.name, "href": f"{here}?team={team.public_id}"} for team in teams],
        "csv_href": f"{here}?as=csv" + (f"&team={team.public_id}" if team else ""),
        "topics": [
            {
                "name": topic_label(topic.topic, language()),
                "people": topic.people,
                "right": _share_right(topic.right),
            }
            for topic in found.topics
        ],
        "missed": [
            shown
            for question in found.missed
            if (shown := _missed_questions(request.user.agency, question.item, question.missed))
        ],
        "members": [
            {
                "name": member.person.name,
                "last": day_text(member.last_on) if member.last_on else "",
                "number": member.completion.number if member.completion else "",
                "completed": day_text(localtime(member.completion.at).date()) if member.completion else "",
            }
            for member in found.members
        ],
    }
    return render(request, "practice/group.html", context, status=422 if form.errors else 200)


def _holder(request: SignedIn, form: NumberForm) -> dict[str, str] | None:
    """Whose certificate it is; None where there is no such for them, and the form says so."""
    done = completion_numbered(request.user.agency, form.cleaned_data["number"])
    if done is None or not access.trains(request.user, done.person):
        form.add_error("number", _("Nobody here has a certificate with that number."))
        return None
    return {"name": done.said["name"], "number": done.number, "on": day_text(localtime(done.at).date())}


def _chosen_team(request: SignedIn, teams: list[Team]) -> Team | None:
    team_id = request.GET.get("team", "")
    found = next((team for team in teams if str(team.public_id) == team_id), None)
    if team_id and found is None:
        raise Http404
    return found


def _missed_questions(agency: Agency, key: str, missed: Share) -> dict[str, str] | None:
    """A question and its answer, to talk about; None for one that is not there any more."""
    try:
        item = question_of(agency, key)
        right = answer(item).label
    except (KeyError, ItemError):
        return None
    tongue = language()
    return {
        "about": Truncator(item.about.get(tongue, "")).words(_ABOUT_SHOWN),
        "ask": item.ask.get(tongue, ""),
        "key": next(option.text[tongue] for option in item.options if option.label == right),
        "topic": topic_label(item.topic, tongue),
        "missed": _share_missed(missed),
        "href": reverse("practice-question", args=[key]),
    }


def _share_right(share: Share | None) -> str:
    if share is None:
        return ""
    return {
        Share.FEW: _("less than half correct"),
        Share.ABOUT_HALF: _("about half correct"),
        Share.MOST: _("mostly correct"),
    }[share]


def _share_missed(share: Share) -> str:
    return _("missed by most people") if share is Share.MOST else _("missed by about half of people")


def _as_csv(found: GroupProgress) -> str:
    """The same as two tables, one below the other, for a program that counts or prints them."""
    into = io.StringIO()
    table = csv.writer(into)
    table.writerow([_("Topic"), _("People"), _("Overall")])
    for topic in found.topics:
        table.writerow([topic_label(topic.topic, language()), topic.people, _share_right(topic.right)])
    table.writerow([])
    table.writerow([_("Name"), _("Last practiced"), _("Certificate"), _("Number")])
    for member in found.members:
        done = member.completion
        table.writerow(
            [
                _plain(member.person.name),
                member.last_on.isoformat() if member.last_on else "",
                localtime(done.at).date().isoformat() if done else "",
                done.number if done else "",
            ]
        )
    return "\ufeff" + into.getvalue()


def _plain(name: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return f"'{name}" if name.startswith(_SPELLS_DANGER) else name
