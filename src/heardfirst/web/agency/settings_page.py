"""What an administrator arranges: each part of the settings in words, and the form that changes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst.access import may_run_agency
from heardfirst.access.models import AccessEvent, LoggedAction
from heardfirst.agency.agency_setup import change_settings
from heardfirst.agency.calendars import set_clock
from heardfirst.agency.court_days import courts, last_day_known, runs_out
from heardfirst.agency.models import Agency, Person, Role
from heardfirst.agency.selectors import people_with, protocol_in_force

from ..shared.fields import Form
from ..wording.choices import label_of
from ..wording.dates import day_text, moment_text
from ..wording.labels import Label
from ..wording.languages import OF_THE_SCREENS
from ..wording.reasons import language
from ..wording.safe_contact import safe_contact_text
from ..wording.zones import zone_text
from .first_run import settings_of
from .forms import (
    AgencyForm,
    CrisisLinesForm,
    IntroductionForm,
    LanguagesForm,
    LetterheadForm,
    SafeContactForm,
    SigningInForm,
)

_CHANGES = (LoggedAction.SETTINGS_CHANGED, LoggedAction.CALENDAR_CHANGED)


@dataclass(frozen=True, slots=True)
class Part:
    """
    One part of the settings: what it is called, what to know before changing it, which of the agency's fields
    it shows, what asks for them, what keeps the answers, and in which lines the overview tells them.
    """

    key: str
    title: Label
    sub: Label
    fields: tuple[str, ...]
    asks: type[Form]
    keep: Callable[[Agency, dict[str, Any], datetime], bool]
    lines: Callable[[Agency], list[str]]
    warns: Label = ""

    @property
    def href(self) -> str:
        """Where it is changed."""
        return reverse(f"settings-{self.key}")


@dataclass(frozen=True, slots=True)
class SettingToArrange:
    """What waits for an administrator: setting the agency up, and filling its court calendar."""

    set_up: bool
    fill_calendar: bool


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One part as the overview shows it: lines of what is so, and where to change it."""

    key: str
    title: str
    lines: list[str]
    href: str
    button: str


def _keep(agency: Agency, values: dict[str, Any], _at: datetime) -> bool:
    return change_settings(agency=agency, **values)  # a form asks for just these


def _keep_agency(agency: Agency, values: dict[str, Any], at: datetime) -> bool:
    with transaction.atomic():
        named = change_settings(agency=agency, name=values["name"])
        moved = set_clock(
            agency=agency, zone=values["zone"], opens=values["opens"], closes=values["closes"], at=at
        )
    return named or moved


def _hours_of(agency: Agency) -> str:
    hours = {"opens": _time(agency.opens), "closes": _time(agency.closes)}
    return _("Monday to Friday, %(opens)s to %(closes)s") % hours


def _time(moment: Any) -> str:
    return date_format(moment, _("g a") if moment.minute == 0 else _("g:i a")).replace(".", "")


def _introduction_of(agency: Agency) -> list[str]:
    capacity = label_of("capacity", agency.capacity) if agency.capacity else _("Differs from case to case")
    message = {"name": agency.message_name or _("no office name"), "number": agency.callback_number}
    left = _("Messages: %(name)s, %(number)s") if message["number"] else _("Messages: %(name)s, no number")
    return [capacity, left % message]


def _signing_in_sentence(agency: Agency) -> list[str]:
    second = _("Second step: %(who)s") % {"who": agency.get_second_step_display().lower()}
    return [
        second,
        _("Signed out after %(minutes)s minutes of inactivity") % {"minutes": agency.idle_minutes},
    ]


def _agency_lines(agency: Agency) -> list[str]:
    return [agency.name, zone_text(agency.zone), _hours_of(agency)]


def _language_lines(agency: Agency) -> list[str]:
    return [", ".join(OF_THE_SCREENS.get(language, language) for language in agency.languages)]


def _letterhead_lines(agency: Agency) -> list[str]:
    return agency.letterhead.splitlines() or [_("None yet")]


def _safe_contact_lines(agency: Agency) -> list[str]:
    return safe_contact_text(agency) or [_("No limits.")]


def _crisis_lines_of(agency: Agency) -> list[str]:
    return [line for line in (agency.crisis_line, agency.abuse_hotline) if line] or [_("911 and 988 only")]


PARTS: tuple[Part, ...] = (
    Part(
        "agency",
        gettext_lazy("Agency and office hours"),
        gettext_lazy("Its name, time zone and office hours."),
        ("name", "zone", "opens", "closes"),
        AgencyForm,
        _keep_agency,
        _agency_lines,
        gettext_lazy(
            "If you change the time zone or office hours, open deadlines are recalculated "
            "within a minute. Past decisions keep the hours they were based on. Sessions "
            "keep their actual time and are shown in the new time zone."
        ),
    ),
    Part(
        "languages",
        gettext_lazy("Languages"),
        gettext_lazy("Everyone chooses their own language for the screens."),
        ("languages",),
        LanguagesForm,
        _keep,
        _language_lines,
    ),
    Part(
        "letterhead",
        gettext_lazy("Letterhead"),
        gettext_lazy("It appears at the top of what you print."),
        ("letterhead",),
        LetterheadForm,
        _keep,
        _letterhead_lines,
    ),
    Part(
        "introduction",
        gettext_lazy("Who you are to clients"),
        gettext_lazy("What the call guide says first, and what is left in messages."),
        ("capacity", "message_name", "callback_number"),
        IntroductionForm,
        _keep,
        _introduction_of,
    ),
    Part(
        "crisis-lines",
        gettext_lazy("Crisis lines"),
        gettext_lazy("Shown where someone records a risk, beside 911 and 988."),
        ("crisis_line", "abuse_hotline"),
        CrisisLinesForm,
        _keep,
        _crisis_lines_of,
    ),
    Part(
        "safe-contact",
        gettext_lazy("Safe contact"),
        gettext_lazy(
            "Shown to anyone contacting the client until the client’s own contact rules are recorded."
        ),
        ("safe_contact", "safe_from_hour", "safe_until_hour"),
        SafeContactForm,
        _keep,
        _safe_contact_lines,
    ),
    Part(
        "signing-in",
        gettext_lazy("Sign-in"),
        gettext_lazy("Applies to everyone in the agency, starting with the next page they open."),
        ("second_step", "idle_minutes"),
        SigningInForm,
        _keep,
        _signing_in_sentence,
    ),
)


def settings_to_arrange(person: Person, at: datetime) -> SettingToArrange | None:
    """What waits for this person as administrator; None for everybody else."""
    if not may_run_agency(person):
        return None
    agency = person.agency
    # Whoever has yet to set the agency up comes to its calendar on the way.
    return SettingToArrange(agency.set_up_at is None, agency.set_up_at is not None and runs_out(agency, at))


def part_named(key: str) -> Part:
    """The part of that name; KeyError when there is none."""
    return {part.key: part for part in PARTS}[key]


def form_of(part: Part, agency: Agency, sent: Any = None) -> Form:
    """The form of a part: with what is sent, else as the agency is now."""
    return part.asks(sent) if sent is not None else part.asks(initial=settings_of(agency, *part.fields))


def overview(agency: Agency, at: datetime) -> list[SettingRow]:
    """Every part in words, in the order in which one goes through them."""
    change = _("Change")
    shown = [SettingRow(part.key, str(part.title), part.lines(agency), part.href, change) for part in PARTS]
    shown.insert(
        2,
        SettingRow(
            "calendar",
            _("Court calendar"),
            _calendar_sentence(agency, at),
            reverse("settings-calendar"),
            change,
        ),
    )
    rules = SettingRow(
        "rules",
        _("Rules in effect"),
        [protocol_in_force(agency).name[language()], _who_sets_rules(agency)],
        reverse("protocols"),
        _("Read the rules"),
    )
    return [*shown, rules]


def last_changed(agency: Agency, screen: str) -> str:
    """When this page last changed anything and by whom, from the access log; empty when it never did."""
    changes = AccessEvent.objects.filter(agency=agency, screen=screen, what__in=_CHANGES)
    last = changes.select_related("person").order_by("-number").first()
    if last is None or last.person is None:
        return ""
    who = {"when": moment_text(last.at), "who": last.person.name}
    return _("Last changed %(when)s by %(who)s.") % who


def court_sentence(subdivision: str) -> str:
    """Whose days off the calendar was filled with."""
    return courts().get(subdivision, "") or _("Federal court days")


def _who_sets_rules(agency: Agency) -> str:
    names = ", ".join(person.name for person in people_with(agency, Role.SUPERVISOR))
    if not names:
        return _("Only a supervisor can put rules into effect, and there is no supervisor yet.")
    return _("Only a supervisor can put rules into effect: %(names)s.") % {"names": names}


def _calendar_sentence(agency: Agency, at: datetime) -> list[str]:
    last = last_day_known(agency, at)
    known = _("Filled through %(day)s") % {"day": day_text(last, year=True)} if last else _("Not filled yet")
    return [court_sentence(agency.subdivision), known]
