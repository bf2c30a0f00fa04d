"""The closed lists that entries, terms and protocol files choose from."""

from __future__ import annotations

CHANNELS = (
    "phone", "text", "email", "mail", "visit", "video", "in_person", "portal",
    "through_facility", "through_counsel", "collateral", "other",
)  # fmt: skip
TRY_OUTCOMES = (
    "no_answer", "voicemail", "mailbox_full", "message_left", "answered_other", "answered_not_private",
    "hung_up", "wrong_number", "undeliverable", "returned_mail", "not_home", "unsafe_to_continue",
)  # fmt: skip
BARRIERS = (
    "transport", "childcare", "caregiving", "work", "money", "housing", "family_crisis", "family_violence",
    "safety", "anxiety", "depression", "illness", "withdrawal", "grief", "overwhelmed", "mistrust",
    "conflicting_duties", "waitlist", "language", "disability_access", "device", "mix_up", "provider",
    "none_named", "other",
)  # fmt: skip
HELP = (
    "ride", "pass", "childcare", "telehealth", "evening_slot", "other_hours", "interpreter", "supporter",
    "reminder", "provider_change", "intensity_change", "employer_letter", "device", "referral",
    "explain_again", "other",
)  # fmt: skip
RISKS = (
    "overdose", "suicide", "self_harm", "violence", "threat", "child_abuse", "child_neglect",
    "family_violence", "medical", "disappearance", "other",
)  # fmt: skip
PLACES = (
    "jail", "prison", "detention", "hospital", "detox", "residential_treatment", "shelter", "home", "work",
    "moved", "unknown", "other",
)  # fmt: skip
CONTACT_RULES = (
    "no_voicemail", "no_message", "no_letter", "no_visit", "no_call", "no_text", "no_email", "do_not_say_who",
    "safe_hours", "safe_number", "interpreter", "letter_ok", "lifted",
)  # fmt: skip
BASES = ("consent", "court_order", "statute")
NOT_A_BASIS = ("none", "treatment_order", "general_order", "subpoena")
ENDINGS = (
    "completed", "court_released", "order_expired", "order_vacated", "moved_accepted", "died",
    "informed_choice", "discharged", "not_engaged",
)  # fmt: skip
COURT_OUTCOMES = (
    "released", "completed", "vacated", "expired", "terminated", "reunified", "continued", "modified",
    "warned", "revoked", "other",
)  # fmt: skip
RECIPIENTS = (
    "court", "probation", "child_welfare", "counsel", "tribe", "hotline", "medical", "family", "referrer",
    "victim", "motor_vehicles", "other_state", "other",
)  # fmt: skip
DECIDERS = ("us", "supervisor", "director", "clinician", "treatment_team", "court", "provider", "client")
"""Who may excuse a session or grant a leave."""
REASONS = (
    "military", "work_travel", "work_emergency", "illness", "family_illness", "health_emergency",
    "death_in_family", "family_emergency", "custody", "residential_treatment", "court_date",
    "religious_observance", "weather", "hardship", "vacation", "pre_arranged", "other",
)  # fmt: skip
"""Why a session may be excused or a leave granted."""
PURPOSES = ("session", "intake", "exit", "fee_assessment")
"""What a session is for."""
ASKERS = ("court", "probation", "child_welfare", "counsel", "other_state", "other")
"""Who may ask us something that wants an answer."""
TASKS = (
    "seek_basis", "hardship", "fee_waived", "consequences_told", "consequences_recorded",
    "responses_recorded", "whereabouts_recorded", "papers_asked", "referred_back", "linked_to_care",
    "welfare_check", "graduated_answer", "assessment_changed", "decided_to_continue",
)  # fmt: skip
"""What a step may do that has no kind of entry of its own."""
