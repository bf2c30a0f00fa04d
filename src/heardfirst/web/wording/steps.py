"""Steps as Today says them: with the name of the person they are for."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .labels import Label

_WITH_NAME: dict[str, Label] = {
    "protect": gettext_lazy("Make sure %(name)s is safe"),
    "contact": gettext_lazy("Call %(name)s"),
    "listen": gettext_lazy("Listen to %(name)s"),
    "stakes": gettext_lazy("Explain the stakes to %(name)s"),
    "plan": gettext_lazy("Plan with %(name)s"),
    "adjust": gettext_lazy("Change the plan with %(name)s"),
    "rebook": gettext_lazy("Book a session for %(name)s"),
    "offer_counsel": gettext_lazy("Offer %(name)s a talk with their lawyer"),
    "talk_again": gettext_lazy("Talk again with %(name)s"),
    "confirm_session": gettext_lazy("Find out if %(name)s came"),
    "document": gettext_lazy("Sign the note about %(name)s"),
    "consult": gettext_lazy("Talk about %(name)s with the supervisor"),
    "seek_basis": gettext_lazy("Ask about a legal basis for %(name)s"),
    "letter": gettext_lazy("Send a letter to %(name)s"),
    "forewarn": gettext_lazy("Tell %(name)s first"),
    "report_status": gettext_lazy("Report on %(name)s"),
    "notify_court": gettext_lazy("Notify the court about %(name)s"),
    "supplement": gettext_lazy("Tell the court what %(name)s said"),
    "correct_court": gettext_lazy("Correct what the court heard about %(name)s"),
    "recommend_action": gettext_lazy("Recommend court action for %(name)s"),
    "hardship": gettext_lazy("Ask %(name)s about ability to pay"),
    "bill": gettext_lazy("Charge %(name)s"),
    "keep_trying": gettext_lazy("Try another way to reach %(name)s"),
    "review": gettext_lazy("Review %(name)s with the supervisor"),
    "close": gettext_lazy("Close the case of %(name)s"),
}

# The steps of particular programs.
_WITH_NAME |= {
    "answer_inquiry": gettext_lazy("Answer the request about %(name)s"),
    "ask_for_papers": gettext_lazy("Ask %(name)s for documentation"),
    "ask_senior_staff": gettext_lazy("Ask senior staff about %(name)s"),
    "begin_anew": gettext_lazy("Book a first session for %(name)s"),
    "close_unreached": gettext_lazy("Close the case of %(name)s; they may return"),
    "decide_excuse": gettext_lazy("Decide if %(name)s is excused"),
    "decide_leave": gettext_lazy("Decide on leave for %(name)s"),
    "dismiss": gettext_lazy("Dismiss %(name)s, as the rules require"),
    "end_together": gettext_lazy("Agree with %(name)s to end"),
    "first_answer": gettext_lazy("Give %(name)s the first graduated response"),
    "link_to_care": gettext_lazy("Link %(name)s to other care"),
    "make_inactive": gettext_lazy("Make the case of %(name)s inactive"),
    "meet_as_team": gettext_lazy("Meet as a team about %(name)s"),
    "record_consequences": gettext_lazy("Record what changes for %(name)s"),
    "record_responses": gettext_lazy("Record earlier efforts with %(name)s"),
    "record_whereabouts": gettext_lazy("Record the last contact with %(name)s"),
    "report_leaving": gettext_lazy("Notify the court that %(name)s is leaving"),
    "resume": gettext_lazy("Book where %(name)s left off"),
    "second_answer": gettext_lazy("Give %(name)s the second graduated response"),
    "take_back": gettext_lazy("Take %(name)s back"),
    "tell_consequences": gettext_lazy("Explain the rules to %(name)s in writing"),
    "tell_motor_vehicles": gettext_lazy("Notify the DMV about %(name)s"),
    "tell_of_dismissal": gettext_lazy("Report the dismissal of %(name)s"),
    "tell_officer": gettext_lazy("Notify the officer about %(name)s"),
    "tell_referrer": gettext_lazy("Notify the referral source for %(name)s"),
    "tell_victim": gettext_lazy("Notify the victim about %(name)s, if feasible"),
    "try_this_month": gettext_lazy("Try to reach %(name)s again this month"),
    "visit": gettext_lazy("Visit %(name)s"),
    "visit_home": gettext_lazy("Visit %(name)s at home"),
    "visit_weekly": gettext_lazy("Visit %(name)s for the safety plan"),
    "weigh_going_on": gettext_lazy("Decide if %(name)s continues"),
    "weigh_unpaid_fee": gettext_lazy("Review the unpaid fee of %(name)s"),
    "welfare_check": gettext_lazy("Ask for a welfare check on %(name)s"),
}


def step_with_name(step: str, label: str, name: str) -> str:
    """The step as a line about a person; a program's own step is said with its own label."""
    pattern = _WITH_NAME.get(step)
    if pattern is None:
        return _("%(step)s: %(name)s") % {"step": label, "name": name}
    return str(pattern) % {"name": name}


_NUMBERS: tuple[Label, ...] = (
    gettext_lazy("No"),
    gettext_lazy("One"),
    gettext_lazy("Two"),
    gettext_lazy("Three"),
    gettext_lazy("Four"),
    gettext_lazy("Five"),
    gettext_lazy("Six"),
    gettext_lazy("Seven"),
    gettext_lazy("Eight"),
    gettext_lazy("Nine"),
    gettext_lazy("Ten"),
    gettext_lazy("Eleven"),
    gettext_lazy("Twelve"),
)


def number_text(count: int) -> str:
    """A count in words up to twelve, in figures from there."""
    return str(_NUMBERS[count]) if 0 <= count < len(_NUMBERS) else str(count)
