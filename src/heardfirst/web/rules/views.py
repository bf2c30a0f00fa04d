"""The rules: which protocols there are, and one of them in words and as a picture."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from heardfirst import access
from heardfirst.agency.models import ProtocolVersion
from heardfirst.agency.selectors import protocol_by_digest
from heardfirst.protocol import Protocol
from heardfirst.protocol.telling.drawing import draw
from heardfirst.protocol.telling.phrases import frames_of
from heardfirst.protocol.telling.protocol_text import show_text, unless_sentence

from ..shared.auth import SignedIn, signed_in
from ..wording.dates import moment_text
from ..wording.reasons import language
from .rules_page import DIGEST_SHOWN, Rules, all_rules, proof_summary, rules_of


@signed_in("GET", "HEAD")
def protocols(request: SignedIn) -> HttpResponse:
    """Every protocol there is here, the one that new cases follow first."""
    in_force, *others = all_rules(request.user.agency)
    context = {"place": "protocols", "in_force": in_force, "others": others}
    return render(request, "rules/protocols.html", context)


@signed_in("GET", "HEAD")
def show(request: SignedIn, key: str) -> HttpResponse:
    """One protocol: its exceptions, its proof, its rules in words, its picture, and its versions."""
    rules, tongue = rules_of(request, key), language()
    drawing = draw(rules.protocol, tongue)
    sections = {section.key: section for section in show_text(rules.protocol, tongue)}
    steps = sections["steps"].steps
    context = {
        "place": "protocols",
        "rules": rules,
        "is_latest": rules.version == next(iter(rules.adopted), None),
        "proof": proof_summary(rules),
        "words": frames_of("show", tongue),
        "counted": [sections[key] for key in ("missed", "numbers", "own") if key in sections],
        "order": sections["steps"].sentences,
        "steps": [
            (step, [(need.text, unless_sentence(need, tongue)) for need in step.needs]) for step in steps
        ],
        # Made by us from the rules, and everything that somebody wrote is escaped there.
        "picture": mark_safe(drawing.bare),  # noqa: S308
        "descriptions": drawing.descriptions,
        "versions": [_version_row(version, rules) for version in rules.adopted],
        "digest": rules.protocol.digest[:DIGEST_SHOWN],
        "may_set": access.may_set_rules(request.user),
        "numbers_href": reverse("protocol-numbers", args=[key]),
        "put_href": _put_href(rules.protocol),
        "just_put": "put" in request.GET and rules.in_force,
        "before": _before(rules),
    }
    return render(request, "rules/protocol.html", context)


def _before(rules: Rules) -> dict[str, str] | None:
    """The version that was in force before this one, to go back to."""
    if not rules.in_force or rules.before is None:
        return None
    return {"name": rules.before.version, "href": _put_href(protocol_by_digest(rules.before.digest))}


def _put_href(protocol: Protocol) -> str:
    query = urlencode({"version": protocol.digest[:DIGEST_SHOWN]})
    return f"{reverse('protocol-in-force', args=[protocol.key])}?{query}"


def _version_row(version: ProtocolVersion, rules: Rules) -> dict[str, object]:
    """One line of the versions kept."""
    when = moment_text(version.put_in_force_at)
    return {
        "name": version.version,
        "digest": version.digest[:DIGEST_SHOWN],
        "when": _("%(when)s, by %(who)s") % {"when": when, "who": version.by.name} if version.by else when,
        "href": f"{reverse('protocol', args=[version.key])}?version={version.digest[:DIGEST_SHOWN]}",
        "shown": version == rules.version,
        "in_force": version.pk == rules.newest,
    }
