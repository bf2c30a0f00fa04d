"""The agency's own questions: the list, bringing some in, one of them; and writing questions out."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.views.decorators.debug import sensitive_variables

from heardfirst import access
from heardfirst.intake.errors import IntakeError
from heardfirst.intake.pending_file import forget_pending_file, pending_file, store_pending_file
from heardfirst.practice import own_questions
from heardfirst.practice.errors import ItemError
from heardfirst.practice.exchange.checking import Checked, checked
from heardfirst.practice.exchange.moodle import moodle_xml
from heardfirst.practice.exchange.scenario_files import opened, packed, plain_name
from heardfirst.practice.exchange.shipped import shipped_texts
from heardfirst.practice.models import OwnItem
from heardfirst.practice.question_lookup import keys_of, question_of
from heardfirst.practice.topics import topic_label

from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import SignedIn, must, signed_in
from ..shared.flash import flash_of, with_message
from ..shared.posting import takes_long
from ..wording.dates import day_text
from ..wording.reasons import language
from .own_question_forms import MOODLE, QuestionFileForm, WriteOutForm
from .own_questions import checked_questions, question_shown, refused_sentence

_ABOUT_SHOWN = 18  # words


@signed_in("GET", "HEAD")
def list_questions(request: SignedIn) -> HttpResponse:
    """What there is, and what was put away."""
    must(access.may_train(request.user))
    agency, away = request.user.agency, request.GET.get("put_away") == "yes"
    context = {
        "place": "practice",
        "flash": flash_of(request, request.user),
        "lines": [_line(own_item) for own_item in own_questions.own_items(agency, away=away)],
        "away": away,
        "form": WriteOutForm(),
    }
    return render(request, "practice/own.html", context)


@sensitive_variables("content")
@takes_long
@signed_in("GET", "HEAD", "POST")
def import_file(request: SignedIn) -> HttpResponse:
    """A file's way into the agency's own questions: seen first, kept then."""
    must(access.may_train(request.user))
    if request.method == "POST" and request.POST.get("do"):
        try:
            return _go_on(request, request.POST["do"])
        except IntakeError as refused:
            return _start(request, QuestionFileForm(), str(refused))
        except ItemError as refused:
            return _start(request, QuestionFileForm(), refused_sentence(refused))
    form = QuestionFileForm(request.POST, request.FILES) if request.method == "POST" else QuestionFileForm()
    if request.method == "POST" and form.is_valid():
        content, name = form.content()
        try:
            found = checked(opened(content, name))
        except ItemError as refused:
            form.add_error("file", refused_sentence(refused))
        else:
            return _preview(request, found, store_pending_file(content, by=request.user), plain_name(name))
    return _start(request, form)


@signed_in("GET", "HEAD")
def show(request: SignedIn, own_id: UUID) -> HttpResponse:
    """One of them, with the answer that is derived and why."""
    must(access.may_train(request.user))
    own_item = _own_of(request, own_id)
    question = own_questions.parsed_question(own_item.text)
    context = {
        "place": "practice",
        "flash": flash_of(request, request.user),
        "own": own_item,
        "question": question_shown(*question) if question else None,
        "added_on": day_text(localtime(own_item.added_at).date()),
        "asked_href": reverse("practice-question", args=[own_questions.key_of(own_item)]),
    }
    return render(request, "practice/own_item.html", context)


@signed_in("POST")
def put_away(request: SignedIn, own_id: UUID) -> HttpResponse:
    """Ask it nobody any more."""
    return _done(request, own_id, own_questions.put_away, "own-away")


@signed_in("POST")
def take_out(request: SignedIn, own_id: UUID) -> HttpResponse:
    """Ask it again."""
    return _done(request, own_id, own_questions.take_out_again, "own-again")


@signed_in("GET", "HEAD")
def write_out(request: SignedIn) -> HttpResponse:
    """Questions for a learning platform, or as files: those that are shipped and the agency's own."""
    must(access.may_train(request.user))
    agency = request.user.agency
    as_what, topic, tongue = WriteOutForm(request.GET).choice()
    keys = keys_of(agency, topic or None)
    if as_what == MOODLE:
        content = moodle_xml({key: question_of(agency, key) for key in keys}, tongue)
        kind, name = "application/xml", f"heardfirst-{tongue}.xml"
    else:
        texts = {key: text for key, text in shipped_texts().items() if key in keys}
        # Those that have no answer any more too: it is here that they come out to be mended.
        there = [own_item for own_item in own_questions.own_items(agency) if topic in ("", own_item.topic)]
        texts |= {own_questions.key_of(own_item): own_item.text.encode() for own_item in there}
        content = packed({f"{key.removeprefix('authored/')}.toml": text for key, text in texts.items()})
        kind, name = "application/zip", "heardfirst-questions.zip"
    if request.method == "GET":
        note(request, LoggedAction.EXPORTED, count=len(keys))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def _go_on(request: SignedIn, doing: str) -> HttpResponse:
    ticket, name = request.POST.get("ticket", ""), request.POST.get("name", "")
    if doing == "drop":
        forget_pending_file(ticket, by=request.user)
        return redirect("own-questions")
    found = checked(opened(pending_file(ticket, by=request.user), name))
    added = own_questions.add_own_items(by=request.user, found=found)
    note(request, LoggedAction.IMPORTED, count=len(added))
    forget_pending_file(ticket, by=request.user)
    return redirect(with_message(reverse("own-questions"), "own-added"))


def _preview(request: SignedIn, found: list[Checked], ticket: str, name: str) -> HttpResponse:
    """What would be kept, each with its answer, and what would not, with what to mend."""
    right = [question for question in found if question.item is not None]
    there = own_questions.already_here(request.user.agency, [question.digest for question in right])
    context = {
        "place": "practice",
        "questions": checked_questions(found, there),
        "new": len(right) - len(there),
        "wrong": [question.wrong for question in found if question.wrong],
        "ticket": ticket,
        "name": name,
    }
    return render(request, "practice/own_preview.html", context)


def _start(request: SignedIn, form: QuestionFileForm, error: str = "") -> HttpResponse:
    context = {"place": "practice", "form": form, "error": error}
    return render(request, "practice/own_import.html", context, status=422 if form.errors or error else 200)


def _done(request: SignedIn, own_id: UUID, do: Callable[..., None], word: str) -> HttpResponse:
    must(access.may_train(request.user))
    own_item = _own_of(request, own_id)
    do(own=own_item)
    return redirect(with_message(reverse("own-question", args=[own_item.public_id]), word))


def _own_of(request: SignedIn, public_id: UUID) -> OwnItem:
    own_item = own_questions.own_item_of(request.user.agency, public_id)
    if own_item is None:
        raise Http404
    return own_item


def _line(own_item: OwnItem) -> dict[str, object]:
    question = own_questions.parsed_question(own_item.text)
    return {
        "href": reverse("own-question", args=[own_item.public_id]),
        "about": Truncator(question[0].about[language()]).words(_ABOUT_SHOWN) if question else "",
        "topic": topic_label(own_item.topic, language()),
        "added": day_text(localtime(own_item.added_at).date()),
        "by": own_item.added_by.name,
    }
