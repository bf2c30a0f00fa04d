"""Words of the field that mean something here by another name, so that an error can offer the right one.

Agencies write DNA, FTA or no-show for a missed session; nobody finds ``session.missed`` by its letters alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

__all__ = ["WORDS_OF_THE_FIELD", "meant_by"]

WORDS_OF_THE_FIELD: Mapping[str, str] = {
    # kinds of entry
    "session.missed": (
        "no_show didnotattend dna fta failed_to_appear absent absence unexcused skipped "
        "nonattendance noncompliance"
    ),
    "session.attended": "attendance present show showed came appeared arrived completed late tardy",
    "session.canceled": "cancellation cancelation late_cancel late_cancellation called_off",
    "session.excused": "excuse excused_absence",
    "session.booked": "scheduled appointment rebooked rebook booking next_session",
    "session.moved": "rescheduled reschedule postponed",
    "session.turned_away": "refused_entry sent_home sent_away",
    "session.disrupted": "provider_canceled clinic_closed provider_cancelled",
    "leave.granted": "leave leave_of_absence loa vacation",
    "contact.tried": (
        "attempt attempted call called phoned phone_call outreach voicemail text texted no_answer"
    ),
    "contact.made": "contact reached spoke spoken talked conversation connected",
    "contact.stop_asked": "opt_out do_not_contact do_not_call dnc stop_contact",
    "client.heard": "listened heard_out interviewed explained_themselves",
    "client.declined": "declined_to_explain refused_to_explain",
    "client.declared": "wants_to_stop quit withdrew",
    "client.whereabouts": "jail custody hospital incarcerated detained absconded whereabouts",
    "client.forewarned": "warned told_first notified_client",
    "stakes.discussed": "stakes consequences consequences_discussed",
    "counsel.informed": "lawyer attorney lawyer_informed counsel",
    "plan.agreed": "plan planned service_plan safety_planned",
    "plan.adjusted": "plan_changed plan_revised changed_plan",
    "risk.raised": "risk danger suicidal overdose threat",
    "risk.acted": "risk_response safety_check welfare_check",
    "report.made": "mandated_report cps_report hotline_report",
    "disclosure.made": "disclosure disclosed released_information told_victim",
    "court.reported": (
        "court_notified court_notice court_report violation violation_report noncompliance_report "
        "notice report reported"
    ),
    "consent.given": "release roi signed_release release_of_information consent",
    "note.signed": "note progress_note documented documentation",
    "supervisor.consulted": "supervision consultation staffed staffing supervisor",
    "letter.sent": "letter mailed outreach_letter",
    "bill.sent": "fee charged invoice billed no_show_fee bill fee_charged",
    "bill.paid": "paid payment",
    "step.done": "done task task_done",
    "case.closed": "closed discharge discharged terminated termination",
    "case.transferred": "transfer transferred",
    "case.reopened": "reopened readmitted reinstated",
    "service.ended": "ended completion service_completed",
    # facts
    "missed": "no_show dna fta failed_to_appear absent absence nonattendance canceled cancelled unexcused",
    "tried": "attempted attempts called unreachable enough_attempts",
    "in_touch": "reached contacted contact contact_made spoke talked",
    "heard": "listened explained_themselves",
    "understood": "stakes_understood",
    "planned": "plan has_plan plan_agreed",
    "adjusted": "plan_changed changed_plan",
    "booked": "scheduled rescheduled appointment rebooked",
    "documented": "note note_signed noted documentation",
    "consulted": "supervisor supervision consult staffed",
    "lawful_basis": "consent release roi basis legal_basis court_basis signed_release",
    "forewarned": "warned told_first notified_client",
    "notice_owed": "must_report report_owed court_notice duty_to_report",
    "report_due": "deadline due overdue deadline_near",
    "risk_open": "risk danger safety unsafe",
    "stop_asked": "opt_out do_not_contact do_not_call dnc",
    "declared_stop": "wants_to_stop quit withdrew",
    "letter_sent": "letter mailed",
    "billed": "charged fee_charged invoiced",
    "charges": "fee fees",
    "closed": "case_closed discharged terminated",
    "repeated": "repeat pattern chronic",
    "whereabouts_unsure": "jail custody hospital absconded whereabouts",
    # roles of a step, who takes it, whom it tells
    "reach": "contact call outreach",
    "understand": "listen listening explain talk",
    "support": "help plan booking",
    "record": "document note supervision consult",
    "write": "letter letters mail",
    "charge": "fee bill sanction",
    "escalate": "court notify notice violation sanction_court",
    "end": "close closing discharge terminate termination",
    "protect": "safety risk crisis",
    "worker": "case_manager caseworker case_worker social_worker counselor probation_officer officer",
    "supervisor": "boss manager lead",
    "clinician": "therapist psychologist provider",
    "court": "judge magistrate tribunal",
    "probation": "probation_officer officer po parole",
    "counsel": "attorney lawyer public_defender",
    "child_welfare": "cps dcf dcfs",
    "motor_vehicles": "dmv",
    # spans of time
    "business_days": "working_days workdays weekdays court_days office_days workday",
    "business_hours": "working_hours office_hours",
    "minutes": "min mins",
    "hours": "hr hrs h",
    "days": "calendar_days d",
}
"""For each right word, others that people write for it."""


def meant_by(word: str, known: Iterable[str]) -> str | None:
    """Which of the known words somebody means who writes this one, where the table tells; else None."""
    choices = set(known)
    for written in (word, word.rpartition(".")[2]):
        for right in _RIGHT_WORDS.get(_plain(written), ()):
            if right in choices:
                return right
    return None


def _plain(word: str) -> str:
    return re.sub(r"[^a-z]", "", word.lower())


def _right_words() -> Mapping[str, tuple[str, ...]]:
    """Each other word, bare of signs, with the right ones it may stand for."""
    found: dict[str, tuple[str, ...]] = {}
    for right, others in WORDS_OF_THE_FIELD.items():
        for other in others.split():
            found[_plain(other)] = (*found.get(_plain(other), ()), right)
    return found


_RIGHT_WORDS = _right_words()
