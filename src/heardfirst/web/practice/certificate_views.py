"""The certificate of completion: what is still missing, and the certificate itself."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime

from heardfirst import access
from heardfirst.practice.certificate import certificate_pdf
from heardfirst.practice.completion import (
    EACH_TOPIC,
    NotYetCompleteError,
    complete,
    completion_of,
    progress_to,
)
from heardfirst.practice.topics import topic_label

from ..shared.auth import SignedIn, must, signed_in
from ..shared.posting import repeatable
from ..wording.dates import day_text
from ..wording.reasons import language


@repeatable
@signed_in("GET", "HEAD", "POST")
def certificate(request: SignedIn) -> HttpResponse:
    """How far one is; asked for, the certificate. What was kept of it once is printed as it was."""
    must(access.may_practice(request.user))
    completion = completion_of(request.user)
    if request.method == "POST":
        try:
            completion = complete(person=request.user)
        except NotYetCompleteError:
            if completion is None:
                return _page(request, status=409)
        headers = {"Content-Disposition": f'attachment; filename="heardfirst-{completion.number}.pdf"'}
        return HttpResponse(
            certificate_pdf(completion, language()), content_type="application/pdf", headers=headers
        )
    return _page(request)


def _page(request: SignedIn, status: int = 200) -> HttpResponse:
    completion, progress = completion_of(request.user), progress_to(request.user)
    context = {
        "place": "practice",
        "kept": completion,
        "kept_on": day_text(localtime(completion.at).date()) if completion else "",
        "each_topic": EACH_TOPIC,
        "done": progress.done,
        "called": progress.called,
        "early": status != 200,
        "topics": [
            {
                "name": topic_label(topic.topic, language()),
                "right": min(topic.right, topic.wanted),
                "wanted": topic.wanted,
                "done": topic.done,
            }
            for topic in progress.topics
        ],
        "topics_done": sum(topic.done for topic in progress.topics),
    }
    return render(request, "practice/certificate.html", context, status=status)
