"""A label for every value that a closed list may hold, as a person would say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .labels import Label
from .program_choices import AGREED, ASKED_ABOUT, ASKERS, HANDED_TO, PURPOSES, REASONS, TASKS

CHANNELS: dict[str, Label] = {
    "phone": _("Phone"),
    "text": _("Text message"),
    "email": _("Email"),
    "mail": _("Letter"),
    "visit": _("Home visit"),
    "video": _("Video"),
    "in_person": _("In person"),
    "portal": _("Client portal"),
    "through_facility": _("Through a facility"),
    "through_counsel": _("Through their lawyer"),
    "collateral": _("Through somebody they named"),
    "other": _("Another way"),
}
TRY_OUTCOMES: dict[str, Label] = {
    "no_answer": _("No answer"),
    "voicemail": _("Voicemail, nothing left"),
    "mailbox_full": _("Mailbox full"),
    "message_left": _("Message left"),
    "answered_other": _("Somebody else answered"),
    "answered_not_private": _("Answered, could not talk"),
    "hung_up": _("Cut off"),
    "wrong_number": _("Wrong number"),
    "undeliverable": _("Could not be delivered"),
    "returned_mail": _("Came back"),
    "not_home": _("Nobody home"),
    "unsafe_to_continue": _("Not safe to go on"),
}
BARRIERS: dict[str, Label] = {
    "transport": _("Getting there"),
    "childcare": _("Childcare"),
    "caregiving": _("Caring for somebody"),
    "work": _("Work hours"),
    "money": _("Money"),
    "housing": _("Housing"),
    "family_crisis": _("Family crisis"),
    "family_violence": _("Violence at home"),
    "safety": _("Safety"),
    "anxiety": _("Anxious about coming"),
    "depression": _("Low mood"),
    "illness": _("Ill"),
    "withdrawal": _("Withdrawal"),
    "grief": _("Grief"),
    "overwhelmed": _("Overwhelmed by it all"),
    "mistrust": _("Does not trust it"),
    "conflicting_duties": _("Another duty at that time"),
    "waitlist": _("Waiting list"),
    "language": _("Language"),
    "disability_access": _("Access with a disability"),
    "device": _("No phone or device"),
    "mix_up": _("A mix-up"),
    "provider": _("Something about the provider"),
    "none_named": _("Named none"),
    "other": _("Something else"),
}
HELP: dict[str, Label] = {
    "ride": _("A ride"),
    "pass": _("A transit pass"),
    "childcare": _("Childcare during the session"),
    "telehealth": _("Sessions by video"),
    "evening_slot": _("An evening slot"),
    "other_hours": _("Other hours"),
    "interpreter": _("An interpreter"),
    "supporter": _("Somebody at their side"),
    "reminder": _("A reminder the day before"),
    "provider_change": _("Another provider"),
    "intensity_change": _("More or less intense, with the clinician"),
    "employer_letter": _("A letter to the employer"),
    "device": _("A phone or device"),
    "referral": _("A referral"),
    "explain_again": _("Explain again, another way"),
    "other": _("Something else"),
}
RISKS: dict[str, Label] = {
    "overdose": _("Overdose"),
    "suicide": _("Suicide"),
    "self_harm": _("Self-harm"),
    "violence": _("Violence"),
    "threat": _("A threat"),
    "child_abuse": _("Child abuse"),
    "child_neglect": _("Child neglect"),
    "family_violence": _("Violence at home"),
    "medical": _("A medical danger"),
    "disappearance": _("Gone missing"),
    "other": _("Something else"),
}
PLACES: dict[str, Label] = {
    "jail": _("In jail"),
    "prison": _("In prison"),
    "detention": _("Detained"),
    "hospital": _("In hospital"),
    "detox": _("In detox"),
    "residential_treatment": _("In residential treatment"),
    "shelter": _("In a shelter"),
    "home": _("At home"),
    "work": _("At work"),
    "moved": _("Moved away"),
    "unknown": _("Not known"),
    "other": _("Somewhere else"),
}
CONTACT_RULES: dict[str, Label] = {
    "no_voicemail": _("No voicemail"),
    "no_message": _("Leave no message"),
    "no_letter": _("No letters"),
    "no_visit": _("No visits"),
    "no_call": _("No calls"),
    "no_text": _("No text messages"),
    "no_email": _("No email"),
    "do_not_say_who": _("Do not say who is calling"),
    "safe_hours": _("Only at safe hours"),
    "safe_number": _("Only on the safe number"),
    "interpreter": _("With an interpreter"),
    "letter_ok": _("Letters are fine"),
    "lifted": _("Earlier contact rules no longer hold"),
}
BASES: dict[str, Label] = {
    "consent": _("Written consent"),
    "court_order": _("A court order that allows disclosure"),
    "statute": _("A statute"),
    "none": _("None yet"),
    "treatment_order": _("Only the treatment order"),
    "general_order": _("Only a general order"),
    "subpoena": _("Only a subpoena"),
}
STAKES: dict[str, Label] = {
    "reunification": _("The children’s return"),
    "custody": _("Custody"),
    "parental_rights": _("Parental rights"),
    "family_contact": _("Time with family"),
    "liberty": _("Staying free"),
    "probation": _("Probation"),
    "licence": _("The license"),
    "record": _("The criminal record"),
    "housing": _("The home"),
    "benefits": _("Benefits"),
    "other": _("Something else"),
}
ENDINGS: dict[str, Label] = {
    "completed": _("Completed"),
    "court_released": _("Released by the court"),
    "order_expired": _("The order ran out"),
    "order_vacated": _("The order was set aside"),
    "moved_accepted": _("Moved, and accepted elsewhere"),
    "died": _("Died"),
    "informed_choice": _("The client’s informed choice"),
    "discharged": _("Discharged"),
    "not_engaged": _("Nobody was reached"),
}
COURT_OUTCOMES: dict[str, Label] = {
    "released": _("Released"),
    "completed": _("Completed"),
    "vacated": _("Order set aside"),
    "expired": _("Order ran out"),
    "terminated": _("Ended"),
    "reunified": _("Children returned"),
    "continued": _("Goes on as before"),
    "modified": _("Order changed"),
    "warned": _("Warned"),
    "revoked": _("Revoked"),
    "other": _("Something else"),
}
RECIPIENTS: dict[str, Label] = {
    "court": _("The court"),
    "probation": _("Probation"),
    "child_welfare": _("Child welfare"),
    "counsel": _("Their lawyer"),
    "tribe": _("The Tribe"),
    "hotline": _("The hotline"),
    "medical": _("Medical staff"),
    "family": _("Family"),
    "referrer": _("Who referred them"),
    "victim": _("The victim"),
    "motor_vehicles": _("Motor vehicles"),
    "other_state": _("The other state"),
    "other": _("Somebody else"),
}
SIDES: dict[str, Label] = {
    "client": _("the client"),
    "provider": _("the provider"),
    "us": _("us"),
    "court": _("the court"),
    "outside": _("something outside"),
    "worker": _("us"),
    "supervisor": _("the supervisor"),
    "director": _("the director"),
    "clinician": _("the clinician"),
    "treatment_team": _("the treatment team"),
    "counsel": _("their lawyer"),
    "staff": _("staff"),
}
UNDERSTOOD: dict[str, Label] = {
    "yes": _("Yes, said it back in their own words"),
    "partly": _("Partly"),
    "no": _("No"),
    "unable": _("Not able to for now"),
}
REQUIREMENTS: dict[str, Label] = {
    "therapy": _("Therapy"),
    "parenting": _("Parenting class"),
    "testing": _("Testing"),
    "treatment": _("Treatment"),
    "programme": _("Program"),
    "other": _("Ordered service"),
}
PRONOUNS: dict[str, Label] = {"she": _("she"), "he": _("he"), "they": _("they")}
LANGUAGES: dict[str, Label] = {"en": _("English"), "es": _("Spanish"), "other": _("Another language")}

_BY_FIELD: dict[str, dict[str, Label]] = {
    "channel": CHANNELS,
    "barriers": BARRIERS,
    "barrier": BARRIERS,
    "what": HELP,
    "actions": HELP,
    "risk": RISKS,
    "place": PLACES,
    "rule": CONTACT_RULES,
    "rules": CONTACT_RULES,
    "basis": BASES,
    "at_stake": STAKES,
    "reason": ENDINGS,
    "to": RECIPIENTS,
    "by": SIDES,
    "understood": UNDERSTOOD,
    "language": LANGUAGES,
    "where": PLACES,
    "purpose": PURPOSES,
}
_ONLY_HERE: dict[tuple[str, str], dict[str, Label]] = {
    ("contact.tried", "outcome"): TRY_OUTCOMES,
    ("court.decided", "outcome"): COURT_OUTCOMES,
    ("court.reported", "form"): {
        "notice": _("a notice of missed sessions"),
        "status": _("a scheduled status report"),
        "recommendation": _("a recommendation to act"),
        "discharge": _("a discharge report"),
        "answer": _("an answer to a question"),
    },
    ("client.declared", "intends"): {"continue": _("wants to go on"), "stop": _("wants to stop")},
    ("client.heard", "through"): {
        "self": _("by the client’s own account"),
        "counsel": _("through their lawyer"),
        "interpreter": _("with an interpreter"),
        "supporter": _("with a supporter"),
    },
    ("contact.made", "by"): {"worker": _("we reached them"), "client": _("they reached us")},
    ("contact.made", "with_whom"): {
        "client": _("with the client"),
        "supporter": _("with a supporter"),
        "counsel": _("with their lawyer"),
        "interpreter": _("with an interpreter"),
    },
    ("session.turned_away", "why"): {
        "late": _("came late"),
        "full": _("no place left"),
        "payment": _("a payment"),
        "paperwork": _("paperwork"),
        "condition": _("their condition"),
        "other": _("something else"),
    },
    ("session.disrupted", "cause"): {
        "interpreter": _("the interpreter"),
        "technical": _("a technical failure"),
        "provider": _("the provider"),
        "our_ride": _("our ride did not come"),
        "weather": _("the weather"),
        "emergency": _("an emergency"),
        "other": _("something else"),
    },
    ("supervisor.consulted", "about"): {
        "misses": _("about the missed sessions"),
        "basis": _("about a lawful basis"),
        "action": _("about recommending action"),
        "safety": _("about safety"),
        "ending": _("about ending the service"),
        "other": _("about something else"),
    },
    ("supervisor.consulted", "agreed"): AGREED,
    ("step.done", "step"): TASKS,
    ("court.asked", "by"): ASKERS,
    ("court.asked", "about"): ASKED_ABOUT,
    ("case.transferred", "to"): HANDED_TO,
    ("session.excused", "reason"): REASONS,
    ("leave.granted", "reason"): REASONS,
    ("collateral.asked", "whom"): {
        "provider": _("the provider"),
        "family": _("family"),
        "school": _("the school"),
        "probation": _("probation"),
        "shelter": _("the shelter"),
        "other": _("somebody else"),
    },
    ("risk.raised", "about"): {
        "client": _("for the client"),
        "child": _("for a child"),
        "other": _("for somebody else"),
    },
    ("risk.acted", "how"): {
        "reached": _("reached them"),
        "welfare_check": _("a welfare check"),
        "emergency_services": _("emergency services"),
        "consulted": _("consulted"),
        "hotline": _("the hotline"),
        "safety_plan": _("a safety plan"),
        "other": _("another way"),
    },
    ("consent.given", "purpose"): {
        "legal_proceedings": _("for legal proceedings"),
        "treatment": _("for treatment"),
        "reporting": _("for reporting"),
        "other": _("for something else"),
    },
    ("disclosure.made", "what"): {
        "attendance": _("attendance"),
        "progress": _("progress"),
        "summary": _("a summary"),
        "record": _("the record"),
        "other": _("something else"),
    },
}
# A yes is worth a word only where its absence is one too.
FLAGS: dict[str, Label] = {
    "limits_explained": _("the limits of confidentiality were said first"),
    "interpreter": _("with an interpreter"),
    "on_advice": _("on their lawyer’s advice"),
    "verified": _("verified"),
    "evidence": _("with evidence"),
    "plan": _("as planned together"),
    "makes_up": _("to make up for another"),
    "anew": _("beginning anew"),
    "refused": _("not granted"),
    "agreed_by_supervisor": _("agreed by the supervisor"),
}


def label_of(field: str, value: str, kind: str = "") -> str:
    """
    The label of one value of a field, of an entry kind where kinds differ; the bare word where the list
    has grown and this one has not, so that nothing is ever hidden.
    """
    labels = _ONLY_HERE.get((kind, field)) or _BY_FIELD.get(field, {})
    found = labels.get(value)
    return str(found) if found is not None else value.replace("_", " ")


def choices_of(field: str, values: Iterable[str], kind: str = "") -> list[tuple[str, str]]:
    """Value and label of each, in the given order, as Django's form fields take them."""
    return [(value, capfirst(label_of(field, value, kind))) for value in values]


def is_labeled(field: str, value: Any, kind: str = "") -> bool:
    """Whether the closed list's value has a label of its own; the tests hold every value to it."""
    return value in (_ONLY_HERE.get((kind, field)) or _BY_FIELD.get(field, {}))
