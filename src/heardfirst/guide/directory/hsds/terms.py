"""
What others' words for kinds of services mean in ours: names of Open Eligibility and of the 211 taxonomy.

Only whole names that are known are taken; about any other, somebody is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..barriers_answered import ANSWERS
from ..services import folded

_SEPARATORS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Meaning:
    """The kind of help, and the barriers it answers."""

    kind: str
    barriers: tuple[str, ...]


def _means(kind: str, *barriers: str) -> Meaning:
    return Meaning(kind, barriers or ANSWERS[kind])


_NAMES: dict[Meaning, tuple[str, ...]] = {
    _means("ride"): (
        "Transportation", "Transit", "Local Transportation", "Transportation for Healthcare",
        "Medical Appointments Transportation", "Non-Emergency Medical Transportation",
        "Senior Ride Programs", "Disability Related Transportation", "Paratransit Programs",
    ),
    _means("pass"): (
        "Bus Passes", "Transportation Passes", "Bus Fare", "Help Pay for Transit", "Transit Passes",
        "Transportation Expense Assistance", "Gas Money",
    ),
    _means("childcare"): (
        "Childcare", "Child Care", "Child Care Centers", "Child Care Providers", "Family Child Care Homes",
        "Help Find Childcare", "Help Pay for Childcare", "Child Care Expense Assistance",
        "Child Care Provider Referrals", "Before School Care", "After School Care", "Drop In Child Care",
        "Crisis Nurseries/Child Care",
    ),
    _means("referral", "caregiving"): (
        "Respite Care", "Relief for Caregivers", "Adult Daycare", "Adult Day Programs",
    ),
    _means("interpreter"): (
        "Interpretation", "Translation & Interpretation", "Translation and Interpretation",
        "Language Interpretation", "Interpretation/Translation", "Sign Language Interpretation",
    ),
    _means("supporter"): (
        "Peer Support", "One-on-One Support", "Mentoring", "Support Network", "Support Groups",
        "Recovery Coaching", "Peer to Peer Networking",
    ),
    _means("telehealth"): ("Telehealth", "Telemedicine", "Virtual Support"),
    _means("device"): (
        "Help Pay for Internet or Phone", "Cell Phones", "Computer Distribution Programs",
        "Telephone Service Discount Programs", "Lifeline",
    ),
    _means("referral", "conflicting_duties"): (
        "Legal", "Legal Services", "Legal Aid", "Advocacy & Legal Aid", "General Legal Aid",
        "Legal Counseling", "Representation", "Mediation",
    ),
    _means("referral", "housing"): (
        "Housing", "Housing/Shelter", "Temporary Shelter", "Emergency Shelter", "Homeless Shelter",
        "Help Find Housing", "Help Pay for Housing", "Rent Payment Assistance", "Short-Term Housing",
        "Sober Living",
    ),
    _means("referral", "money"): (
        "Food Pantry", "Food Pantries", "Emergency Food", "Financial Assistance", "Help Pay for Food",
        "Help Pay for Utilities", "Utility Assistance", "Government Benefits",
    ),
    _means("referral", "family_violence", "safety"): (
        "Domestic Violence Shelters", "Domestic Violence Support Groups", "Domestic Violence Hotlines",
        "Safe Housing", "Family Violence Counseling",
    ),
    _means("referral", "work"): (
        "Help Find Work", "Job Search/Placement", "Employment", "Job Training", "Skills & Training",
    ),
    _means("referral", "grief"): ("Bereavement Counseling", "Bereavement", "Grief Counseling"),
    _means("referral", "anxiety", "depression"): (
        "Mental Health Care", "Mental Health Services", "Counseling", "Individual Counseling",
        "Outpatient Mental Health Facilities",
    ),
    _means("referral", "fear_of_arrest"): (
        "Immigration", "Immigration Legal Services", "Immigration/Naturalization Legal Services",
        "Citizenship & Immigration", "Deportation Assistance",
    ),
    _means("referral", "discrimination"): (
        "Civil Rights", "Discrimination Assistance", "Civil Rights Groups", "Understand Your Rights",
    ),
    _means("referral", "withdrawal", "shame"): (
        "Detox", "Detoxification", "Medication-Assisted Treatment",
        "Medication Assisted Maintenance Treatment",
        "Substance Use Disorder Treatment Programs",
        "Addiction & Recovery",
    ),
}  # fmt: skip


def plain_term(name: str) -> str:
    """A term as it is compared: letters and digits, without accents and capitals."""
    return _SEPARATORS.sub(" ", folded(name)).strip()


KNOWN: dict[str, Meaning] = {plain_term(name): means for means, names in _NAMES.items() for name in names}


def meaning_of(term: str) -> Meaning | None:
    """What a term means, if it is known. ``term`` as `plain_term` gives it."""
    return KNOWN.get(term)
