"""What the templates ask that Django's own tags do not answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BoundField
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString

from heardfirst.agency.models import Person, Role

from ..shared.fields import AnyOf, Explained, OneOf, YesNo
from ..shared.navigation import MenuPlace, menu_of
from ..shared.posting import FORM_TOKEN, new_form_token
from ..shared.visitor import page_of, theme_of

register = template.Library()


@register.filter
def kind_of_field(bound: BoundField) -> str:
    """How a field is drawn: ``one`` or ``many`` of a few, a ``yes``, or a plain input."""
    for shape, kind in ((OneOf, "one"), (AnyOf, "many"), (YesNo, "yes")):
        if isinstance(bound.field, shape):
            return kind
    return "plain"


@register.filter
def explained(bound: BoundField) -> bool:
    """Whether choices of this field are explained, so that each takes a line of its own."""
    return bool(getattr(bound.field, "explained", None))


@register.filter
def explained_by(bound: BoundField, value: Any) -> Sequence[Any]:
    """What is said below this choice."""
    explained: Explained = getattr(bound.field, "explained", {})
    return explained.get(str(value), ())


@register.simple_tag(takes_context=True)
def form_tokens(context: dict[str, Any]) -> SafeString:
    """
    What every form brings along that is posted: that it comes from a page of ours, and a token of its own, by
    which it is recorded once however often it is sent.
    """
    request = context.get("request")
    hidden = '<input type="hidden" name="{}" value="{}">'
    same_site = format_html(hidden, "csrfmiddlewaretoken", get_token(request)) if request is not None else ""
    return format_html("{}" + hidden, same_site, FORM_TOKEN, new_form_token())


@register.simple_tag(takes_context=True)
def theme(context: dict[str, Any]) -> str:
    """Light, dark or ``auto``, as chosen on this device."""
    request = context.get("request")
    return theme_of(request) if request is not None else "auto"


@register.simple_tag(takes_context=True)
def menu_here(context: dict[str, Any]) -> tuple[list[MenuPlace], list[MenuPlace]]:
    """The menu of whoever is signed in: in the bar, and under their name."""
    return menu_of(_who(context))


@register.simple_tag(takes_context=True)
def roles_here(context: dict[str, Any]) -> list[str]:
    """What whoever is signed in is here, in words."""
    person_roles = _who(context).roles
    return [str(role.label) for role in Role if role in person_roles]


def _who(context: dict[str, Any]) -> Person:
    """Whoever is signed in, also while a double stands in for them (see `apart`)."""
    request = context["request"]
    who: Person = getattr(request, "learner", request.user)
    return who


@register.simple_tag(takes_context=True)
def page_here(context: dict[str, Any]) -> str:
    """The page to come back to after a small change to it."""
    request = context.get("request")
    return page_of(request) if request is not None else "/"
