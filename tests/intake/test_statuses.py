"""What clinics' words for a session mean, and which of them must be asked about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heardfirst.intake.statuses import (
    OUTCOMES,
    meaning_of_status,
    outcome_label,
    party,
    suggestions,
    yes_or_no,
)
from heardfirst.protocol import KINDS, check_entry
from heardfirst.protocol.vocabulary.texts import LANGUAGES

MEANINGS = {
    "missed": """no show|No-Show|NoShow|noshow|NO_SHOW|NS|dna|DNS|Did Not Attend|didn't show|FTA
        |Failed to appear|missed|absent|No Show - Charged|Patient no-show|no call no show
        |No-call/no-show|unexcused absence|no asistió|No Asistio|NO ASISTIÓ|faltó|ausente
        |no se presentó|inasistencia|falta injustificada|No show (client)""",
    "attended": """attended|Show|SHOWED|completed|Fulfilled|arrived|checked-in|Checked In|present|kept|Seen
        |asistió|asistio|Presente|completada|acudió|se presentó|Patient attended""",
    "late": "late|Late 20 min|arrived late|Attended - late|llegó tarde|tardy",
    "late cancel": """late cancel|Late Cancellation|LC|cancelled late|late-canceled|same day cancel
        |Late Cancel (<24 hrs)|cancelado tarde|canceló tarde|late cancel - client
        |Late cancel - charged|latecancel|Cancelled <24 hrs|CANCELLED < 24h|Cancelled within 24 hours
        |canceló menos de 24 horas""",
    "canceled": """Cancelled >24 hrs|Canceled more than 48 hours|cancelled
        |Canceled|cancellation|CX|cancel|canceló|cancelado|cancelada|Appt cancelled""",
    "canceled by client": """Cancelled - Patient|cancelled by client|Pt CX|client cancelled
        |canceló el cliente|cancelado por la paciente|Cancelled (Pt)""",
    "canceled by provider": """cancelled by provider|Clinic cancelled|CX by staff|Canceled-Provider
        |cancelado por el proveedor|cancelado por la clínica|Late cancel by provider""",
    "canceled by weather": "weather|Canceled: Snow|cancelled due to weather|Office closure|holiday",
    "excused": "excused|Excused Absence|justificado|falta justificada|Absent - excused",
    "moved": "rescheduled|Cancelled/Rescheduled|resched|reprogramado|reagendada",
    "moved by provider": "Rescheduled by clinic|reprogramado por el proveedor",
    "moved by client": "Rescheduled by patient|reprogramado por el cliente",
    "booked": "scheduled|booked|Pending|confirmed|programado|pendiente|confirmada|upcoming",
    "unknown": "unknown|n/a|-|--|not documented|sin registrar|None|undocumented",
    "void": "entered-in-error|Entered in error|void|deleted",
    "not a session": "proposed|waitlist|wait list|lista de espera|requested",
    "no interpreter": "no interpreter|Cancelled - no interpreter|interpreter no show|sin intérprete",
    "technical": "technical issues|Cancelled: technical problem|problemas técnicos",
    "turned away": "turned away|Turned away (late)",
}
WORDS = [(word.strip(), outcome) for outcome, words in MEANINGS.items() for word in words.split("|")]


@pytest.mark.parametrize(("status", "outcome"), WORDS)
def test_a_known_word_means_what_clinics_mean_by_it(status: str, outcome: str) -> None:
    known = meaning_of_status(status)

    assert known is not None and known.outcome == outcome


@pytest.mark.parametrize(("status", "outcome"), WORDS)
def test_capitals_and_spaces_around_make_no_difference(status: str, outcome: str) -> None:
    for written in (status.upper(), status.lower(), f"  {status}  "):
        known = meaning_of_status(written)
        assert known is not None and known.outcome == outcome


@pytest.mark.parametrize(
    ("label", "outcome"),
    [
        (KINDS[kind].label[language], outcome)
        for kind, outcome in (
            ("session.attended", "attended"),
            ("session.missed", "missed"),
            ("session.excused", "excused"),
            ("session.canceled", "canceled"),
            ("session.turned_away", "turned away"),
            ("session.moved", "moved"),
            ("session.booked", "booked"),
            ("session.disrupted", None),
        )
        for language in LANGUAGES
    ]
    + [("came", "attended"), ("Vino", "attended"), ("did not come", "missed"), ("no vino", "missed")],
)
def test_what_we_call_it_ourselves_is_known(label: str, outcome: str | None) -> None:
    meaning = meaning_of_status(label)
    assert (meaning.outcome if meaning else None) == outcome


@pytest.mark.parametrize(
    "status",
    [
        "NS/LC", "No show/late cancel", "No Show or Cancelled", "missed - cancelled late",
        "no asistió / canceló tarde", "A", "P", "X", "N", "1", "0", "Yes", "Broken", "tarde", "LWBS",
        "not arrived", "No show - rescheduled",
        "attended and cancelled", "No show (provider)", "called, her son is ill", "show?maybe", "active",
        "x" * 500, "NS*", "Attended?", "C+",
        "Cancelled 24 hours", "No show <24 hrs", "no", "sí", "excused attended",
    ],
)  # fmt: skip
def test_what_is_not_certain_is_asked_about(status: str) -> None:
    assert meaning_of_status(status) is None
    assert suggestions(status)
    assert set(suggestions(status)) <= set(OUTCOMES)


def test_a_code_for_both_missed_and_told_us_late_offers_both() -> None:
    offered = suggestions("NS/LC")

    assert offered[0] == "missed"
    assert "late cancel" in offered


def test_minutes_late_are_read_from_the_status() -> None:
    known = meaning_of_status("Late 20 min")

    assert known is not None and known.late_minutes == 20


def test_a_blank_status_says_that_nobody_recorded_an_outcome() -> None:
    known = meaning_of_status("   ")

    assert known is not None and known.outcome == "unknown"


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("Patient", "client"), ("by client", "client"), ("pat-lt", "client"), ("Cliente", "client"),
        ("Provider", "provider"), ("Staff", "provider"), ("prov", "provider"), ("proveedor", "provider"),
        ("no interpreter", "provider"), ("weather", "outside"), ("oth-weath", "outside"),
        ("Clima", "outside"), ("her provider's office said so", None), ("patient's daughter", None),
        ("", None), ("both client and staff", None),
    ],
)  # fmt: skip
def test_whose_cancellation_it_was_counts_only_when_the_text_is_a_code(text: str, whose: str | None) -> None:
    assert party(text) == whose


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_has_words_and_makes_an_entry_the_record_takes(outcome: str) -> None:
    assert outcome_label(outcome)
    made = OUTCOMES[outcome]
    if made.kind is not None:
        check_entry(made.kind, made.details)


def test_yes_and_no_are_read_in_both_languages() -> None:
    assert [yes_or_no(text) for text in ("Yes", "sí", "Y", "No", "n", "maybe", "")] == [
        True, True, True, False, False, None, None,
    ]  # fmt: skip


@given(st.text(max_size=300))
def test_no_text_is_too_strange_to_be_looked_at(text: str) -> None:
    known = meaning_of_status(text)

    assert known is None or known.outcome in OUTCOMES
    assert party(text) in (None, "client", "provider", "outside")


@given(st.sampled_from([word for word, _ in WORDS]), st.sampled_from(["zzz", "qwerty", "Smith", "maybe"]))
def test_a_word_nobody_knows_makes_the_whole_status_unknown(status: str, strange: str) -> None:
    assert meaning_of_status(f"{status} {strange}") is None
