"""What the made-up agency can offer: a small directory, so that a plan finds help that fits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from heardfirst.agency.models import Agency, Person
from heardfirst.guide.directory.models import Help
from heardfirst.guide.directory.services import Offer, add_help

_FREE = Help.Cost.FREE
_OFFERS = (
    Offer(
        "Riverbend van", ("ride",), ("transport", "disability_access"), ("en", "es"), cost=_FREE,
        about="Door to door, with room for a wheelchair and two child seats.",
        phone="(212) 555-0191", hours="Monday to Friday, 8 am to 7 pm",
        how="Call before noon the day before. Say the time of the session, not what it is.",
    ),
    Offer(
        "Day passes for the bus", ("pass",), ("transport", "money"), cost=_FREE,
        how="In the drawer at the front desk. Two for each session, and one for each child.",
    ),
    Offer(
        "Children’s room on the second floor", ("childcare",), ("childcare",), ("en", "es"), cost=_FREE,
        about="Someone plays with children from one to ten while a parent is in a session.",
        hours="Tuesday and Thursday, 9 am to 6 pm", how="Put the children’s first names on the list.",
    ),
    Offer(
        "Evening sessions", ("evening_slot", "other_hours"), ("work", "conflicting_duties"), cost=_FREE,
        hours="Tuesday and Thursday until 8 pm",
        how="Ask the provider for a place; there are four each evening.",
    ),
    Offer(
        "Sessions by video", ("telehealth",), ("transport", "childcare", "caregiving", "illness", "anxiety"),
        ("en", "es"), cost=_FREE,
        eligibility="Where the order allows it. Ask the provider before you promise it.",
        how="The provider sends a link. Nothing has to be installed.",
    ),
    Offer(
        "Phone to borrow", ("device",), ("device",), cost=_FREE,
        how="Three at the front desk, with minutes for a month.",
    ),
    Offer(
        "Phone interpreters", ("interpreter",), ("language",), ("es", "vi", "ht", "ar", "zh"),
        by_whom="Open Line Interpreters", phone="(212) 555-0192", hours="24 hours a day", cost=_FREE,
        how="Give our code, then the language. No name is needed.",
    ),
    Offer(
        "A peer who has been there", ("supporter",), ("mistrust", "anxiety", "overwhelmed", "grief", "shame"),
        ("en", "es"), by_whom="Second Shore Peers", phone="(212) 555-0193", cost=_FREE,
        about="A peer who comes along the first time, or waits outside.",
        how="Leave a number; they call back.",
    ),
    Offer(
        "Immigration legal help", ("referral",), ("fear_of_arrest",), ("en", "es", "ht"),
        by_whom="River Street Legal Aid", phone="(212) 555-0194", cost=_FREE,
        about="A lawyer says what is safe before the client comes. Nothing goes back to us.",
        how="The client calls; give only the number.",
    ),
    Offer(
        "Another group, on other days", ("provider_change", "other_hours"), ("discrimination", "religion"),
        ("en", "es"), cost=_FREE,
        about="Two partner programs take our clients within a week. One has no evening groups on Fridays.",
        how="Call intake there; the order must allow it.",
    ),
    Offer(
        "Text reminders", ("reminder",), ("forgot", "mix_up", "overwhelmed"), ("en", "es"), cost=_FREE,
        how="Ask which number is safe. The text says only a time and a number to call.",
    ),
)  # fmt: skip
_CHECKED = timedelta(days=11)


def stock_directory(agency: Agency, by: Person, today: date) -> None:
    """Put the help there is into the directory; all but the last was looked after not long ago."""
    for place, offer in enumerate(_OFFERS, start=1):
        checked = None if place == len(_OFFERS) else today - _CHECKED
        add_help(agency=agency, by=by, offer=replace(offer, checked_on=checked))
