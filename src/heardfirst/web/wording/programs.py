"""The shipped protocols in a line each, for whoever chooses one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .labels import Label

ABOUT: dict[str, Label] = {
    "court-mandated-treatment": _(
        "Good practice in order: call, listen, plan, book, and only then the court. Fits most agencies."
    ),
    "california-dui": _("State rules for driving under the influence: leave, and 21 days without service."),
    "campus-counseling": _("A campus clinic whose clients are not court-ordered."),
    "interstate-compact": _("Supervision for another state: reports within thirty days."),
    "los-angeles-mental-health": _("County clinics, for clients who are not court-ordered."),
    "new-hampshire-idip": _("Impaired drivers: missed sections are resumed or restarted."),
    "new-jersey-idrc": _("Intoxicated drivers: the director excuses absences, with documentation."),
    "ohio-child-welfare": _("A caseworker’s monthly visits, and two more attempts when one fails."),
    "oklahoma-sex-offender": _("A treatment contract: up to three missed meetings in six months."),
    "san-diego-dui": _("The county’s own rules for lateness, fees and arranged absences."),
    "suffolk-treatment-court": _("A treatment court’s graduated responses; the team decides the first two."),
    "washington-dv": _("Domestic violence treatment: the court is notified within seven days."),
    "washington-sud": _("Substance use treatment: unexcused absences are reported monthly."),
}


def about(key: str) -> str:
    """What the rules of that name are for; nothing is said of an agency's own."""
    return str(ABOUT.get(key, ""))
