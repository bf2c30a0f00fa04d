"""Labels for what particular programs ask about: excuses and leave, fees, questions from outside, other
tasks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .labels import Label

REASONS: dict[str, Label] = {
    "military": _("military service"),
    "work_travel": _("travel for work"),
    "work_emergency": _("an emergency at work"),
    "illness": _("illness"),
    "family_illness": _("illness in the family"),
    "health_emergency": _("a health emergency"),
    "death_in_family": _("a death in the family"),
    "family_emergency": _("a family emergency"),
    "custody": _("custody"),
    "residential_treatment": _("residential treatment"),
    "court_date": _("a court date"),
    "religious_observance": _("a religious observance"),
    "weather": _("the weather"),
    "hardship": _("hardship"),
    "vacation": _("vacation"),
    "pre_arranged": _("arranged in advance"),
    "other": _("something else"),
}
PURPOSES: dict[str, Label] = {
    "session": _("a session"),
    "intake": _("an intake interview"),
    "exit": _("an exit interview"),
    "fee_assessment": _("an interview about fees"),
}
ASKERS: dict[str, Label] = {
    "court": _("The court"),
    "probation": _("Probation"),
    "child_welfare": _("Child welfare"),
    "counsel": _("Their lawyer"),
    "other_state": _("The other state"),
    "other": _("Somebody else"),
}
ASKED_ABOUT: dict[str, Label] = {
    "attendance": _("about attendance"),
    "progress": _("about progress"),
    "response": _("about what was done"),
    "plan": _("about the plan"),
    "other": _("about something else"),
}
HANDED_TO: dict[str, Label] = {"worker": _("to another worker"), "programme": _("to another program")}
TASKS: dict[str, Label] = {
    "seek_basis": _("Asked about a legal basis"),
    "hardship": _("Considered financial hardship"),
    "fee_waived": _("Waived the fee"),
    "consequences_told": _("Explained the rules and consequences in writing"),
    "consequences_recorded": _("Recorded the response and what changes"),
    "responses_recorded": _("Recorded earlier efforts and their results"),
    "whereabouts_recorded": _("Recorded the last contact and how it is known"),
    "papers_asked": _("Asked for documentation"),
    "referred_back": _("Referred back to the referral source"),
    "linked_to_care": _("Linked to other care"),
    "welfare_check": _("Asked for a welfare check"),
    "graduated_answer": _("Gave the graduated response"),
    "assessment_changed": _("Changed the assessment"),
    "decided_to_continue": _("Decided to continue"),
}
AGREED: dict[str, Label] = {
    "recommend_action": _("Yes, we agreed to recommend court action"),
    "dismiss": _("We agreed on dismissal"),
    "close": _("We agreed to close"),
    "welfare_check": _("We agreed on a welfare check"),
}
