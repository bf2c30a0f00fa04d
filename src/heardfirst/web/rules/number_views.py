"""Changing the rules: other numbers, checked as one types, and putting a version in force."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from heardfirst import access
from heardfirst.agency.errors import ProtocolRefused
from heardfirst.agency.selectors import protocol_in_force
from heardfirst.agency.services import put_in_force
from heardfirst.practice.services import keep_ahead
from heardfirst.protocol import ProtocolError

from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import SignedIn, signed_in
from ..shared.flash import with_message
from ..shared.posting import takes_long
from ..wording.reasons import language
from .number_forms import NumbersForm
from .numbers_page import Check, check_of, stories_of
from .rules_page import Rules, difference_sentences, rules_of


@takes_long
@signed_in("GET", "HEAD", "POST")
def numbers(request: SignedIn, key: str) -> HttpResponse:
    """
    The numbers of a protocol. Whoever may not set them reads them. A post checks what was typed, quietly as
    one types or by a button; only the button that puts in force changes anything, and another keeps the text
    for people to practice on.
    """
    rules, may_set = rules_of(request, key), access.may_set_rules(request.user)
    if request.method == "POST" and not may_set:
        raise Http404
    taken = {rules.protocol.version, *(version.version for version in rules.adopted)}
    if request.method != "POST":
        return _page(request, rules, NumbersForm(rules.protocol, taken), Check(), may_set=may_set)
    form = NumbersForm(rules.protocol, taken, request.POST)
    check = Check()
    if form.is_valid():
        check = check_of(rules.protocol, form.changes(), form.cleaned_data["version"])
    if request.headers.get("HX-Request") == "true":
        return render(
            request, "rules/parts/number_check.html", {"form": form, "check": check, "quietly": True}
        )
    if "practice" in request.POST and check.good:
        keep_ahead(by=request.user, text=check.text, key=key)
        return redirect(with_message(reverse("practice-rules"), "rules-ahead"))
    if "put" in request.POST and check.good:
        answer = _put(request, check.text, key)
        if isinstance(answer, HttpResponse):
            return answer
        check = answer
    return _page(request, rules, form, check, may_set=True)


@takes_long
@signed_in("GET", "HEAD", "POST")
def in_force(request: SignedIn, key: str) -> HttpResponse:
    """Put a version in force, an earlier one or a shipped one, once its differences have been read."""
    if not access.may_set_rules(request.user):
        raise Http404
    rules, now = rules_of(request, key), protocol_in_force(request.user.agency)
    check = Check(difference_sentences(now, rules.protocol), text=rules.protocol.source.encode())
    if request.method == "POST":
        answer = _put(request, check.text, key)
        if isinstance(answer, HttpResponse):
            return answer
        check = answer
    context = {
        "place": "protocols",
        "rules": rules,
        "now": now,
        "now_name": now.name[language()],
        "check": check,
        "differences": check.differences,
    }
    return render(
        request, "rules/in_force.html", context, status=422 if check.stories or check.refused else 200
    )


def _put(request: SignedIn, text: bytes, key: str) -> HttpResponse | Check:
    """The way on once the text is in force, or what stands in its way."""
    try:
        put_in_force(agency=request.user.agency, by=request.user, text=text, key=key)
    except ProtocolError as problem:
        return Check(refused=str(problem))
    except ProtocolRefused as refused:
        verdict = refused.verdict
        stories = stories_of(verdict.broken, verdict.protocol) if verdict else []
        return Check(stories=stories, refused=str(refused))
    note(request, LoggedAction.RULES_SET)
    return redirect(reverse("protocol", args=[key]) + "?put")


def _page(request: SignedIn, rules: Rules, form: NumbersForm, check: Check, *, may_set: bool) -> HttpResponse:
    context = {
        "place": "protocols",
        "rules": rules,
        "form": form,
        "groups": list(form.groups()),
        "check": check,
        "may_set": may_set,
        "here": request.get_full_path(),
    }
    wrong = bool(form.errors or check.stories or check.refused)
    return render(request, "rules/numbers.html", context, status=422 if wrong else 200)
