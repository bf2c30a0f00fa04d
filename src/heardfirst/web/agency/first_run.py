"""Setting an agency up, page by page: which pages there are, what was typed, and what is still open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from heardfirst.agency.agency_setup import Answers, Settings
from heardfirst.agency.models import DEFAULT_PROTOCOL, Agency, Person, SetUp
from heardfirst.agency.selectors import version_in_force

from ..shared.fields import AnyOf, Form
from ..wording.labels import Label
from ..wording.reasons import language
from .first_run_forms import FirstPersonForm, RulesForm
from .forms import (
    FEDERAL,
    AgencyForm,
    CourtForm,
    IntroductionForm,
    LanguagesForm,
    LetterheadForm,
    SafeContactForm,
)

_LONGEST_KEPT, _MOST_KEPT = 2000, 40


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the set-up: its name in the address, what it says, and what it asks."""

    key: str
    title: Label
    explanation: Label
    asks: Callable[..., Form]


PAGES: tuple[Page, ...] = (
    Page("agency", _("Your agency"), _("Its name and office hours."), AgencyForm),
    Page("you", _("You"), _("The first administrator. You will invite everyone else."), FirstPersonForm),
    Page("languages", _("Languages"), _("Screens are available in English and Spanish."), LanguagesForm),
    Page(
        "calendar",
        _("Court calendar"),
        _("Deadlines in business days skip the days the court is closed."),
        CourtForm,
    ),
    Page("letterhead", _("Letterhead"), _("It appears at the top of what you print."), LetterheadForm),
    Page(
        "introduction",
        _("Who you are to clients"),
        _("What the call guide says first, and what is left in messages."),
        IntroductionForm,
    ),
    Page(
        "contact",
        _("Safe contact"),
        _("How to contact a client before you know what is safe, so that nobody is put in danger."),
        SafeContactForm,
    ),
    Page("rules", _("The rules"), _("What comes first after a missed session."), RulesForm),
)


class Pages:
    """The pages of one set-up, with what was typed so far."""

    def __init__(self, set_up: SetUp, person: Person | None) -> None:
        self.set_up, self.person = set_up, person
        settled = set_up.agency is not None and version_in_force(set_up.agency) is not None
        # Rules that were put in force already are changed under Rules, with their proof.
        self.all = tuple(page for page in PAGES if page.key != "rules" or not settled)

    def named(self, key: str) -> Page | None:
        """The page of that name."""
        return next((page for page in self.all if page.key == key), None)

    def after(self, page: Page) -> Page | None:
        """The page that follows; None after the last."""
        place = self.all.index(page)
        return self.all[place + 1] if place + 1 < len(self.all) else None

    def before(self, page: Page) -> Page | None:
        """The page before; None before the first."""
        place = self.all.index(page)
        return self.all[place - 1] if place else None

    def form(self, page: Page, sent: QueryDict | None = None) -> Form:
        """The page's form, with what is sent now, else with what was typed before."""
        more = {"person": self.person} if page.key == "you" else {}
        if sent is not None:
            return page.asks(sent, **more)
        form = page.asks(**more)
        start = self._begins_with(page) | self._typed(form, page)
        return page.asks(initial=start, **more)

    def kept_of(self, page: Page, sent: QueryDict) -> dict[str, list[str]]:
        """What is worth keeping of what was sent: the values of the page's own fields, as typed."""
        return {
            name: [value[:_LONGEST_KEPT] for value in sent.getlist(name)[:_MOST_KEPT]]
            for name in self.form(page).fields
        }

    def first_open(self) -> Page | None:
        """The first page that is not answered, or not rightly; None when all are."""
        return next((page for page in self.all if not self._answered(page).is_valid()), None)

    def answers(self) -> Answers:
        """All the answers. Called when no page is open."""
        answers: dict[str, dict[str, Any]] = {}
        subdivision = ""
        for page in self.all:
            form = self._answered(page)
            form.is_valid()
            answers[page.key] = form.cleaned_data
            if isinstance(form, CourtForm):
                subdivision = form.subdivision
        agency, you, contact = answers["agency"], answers["you"], answers["contact"]
        return Answers(
            settings=Settings(
                name=agency["name"],
                languages=answers["languages"]["languages"],
                letterhead=answers["letterhead"]["letterhead"],
                capacity=answers["introduction"]["capacity"],
                message_name=answers["introduction"]["message_name"],
                callback_number=answers["introduction"]["callback_number"],
                safe_contact=contact["safe_contact"],
                safe_from_hour=contact["safe_from_hour"],
                safe_until_hour=contact["safe_until_hour"],
            ),
            zone=agency["zone"],
            opens=agency["opens"],
            closes=agency["closes"],
            subdivision=subdivision,
            protocol=answers.get("rules", {}).get("protocol", DEFAULT_PROTOCOL),
            person_name=you["name"],
            email=you["email"],
            roles=frozenset(you.get("roles", ())),
            language=you["language"],
        )

    def _answered(self, page: Page) -> Form:
        more = {"person": self.person} if page.key == "you" else {}
        return page.asks(MultiValueDict(self.set_up.answers.get(page.key, {})), **more)

    def _typed(self, form: Form, page: Page) -> dict[str, Any]:
        stored = self.set_up.answers.get(page.key, {})
        return {
            name: stored[name] if isinstance(field, AnyOf) else stored[name][0]
            for name, field in form.fields.items()
            if stored.get(name) or (name in stored and isinstance(field, AnyOf))
        }

    def _begins_with(self, page: Page) -> dict[str, Any]:
        """What a page shows before anything was typed: the agency as it is, or what fits most."""
        agency = self.set_up.agency or Agency()
        begins: dict[str, dict[str, Any]] = {
            "agency": settings_of(agency, "name", "zone", "opens", "closes"),
            "languages": settings_of(agency, "languages"),
            "calendar": {"court": agency.subdivision or FEDERAL},
            "letterhead": settings_of(agency, "letterhead"),
            "introduction": settings_of(agency, "capacity", "message_name", "callback_number"),
            "contact": settings_of(agency, "safe_contact", "safe_from_hour", "safe_until_hour"),
            "rules": {"protocol": agency.protocol},
        }
        if self.set_up.agency is None:
            begins["introduction"] = {}
            begins["contact"] = {"safe_contact": ["no_voicemail", "do_not_say_who"]}
        begins["you"] = {"language": language()}
        if self.person is not None:
            begins["you"] = {"name": self.person.name, "language": self.person.language}
            if not self.person.email.endswith("@localhost"):
                begins["you"]["email"] = self.person.email
        return begins.get(page.key, {})


def settings_of(agency: Agency, *names: str) -> dict[str, Any]:
    """Settings of an agency as a form begins with them."""
    return {name: getattr(agency, name) for name in names}


def href_of_page(page: Page) -> str:
    """Where a page is."""
    return reverse("set-up-page", args=[page.key])
