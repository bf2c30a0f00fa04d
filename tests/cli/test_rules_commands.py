"""``decide`` and ``protocol``: without any database, and with every way to go wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from heardfirst.cli import main
from tests.cli.conftest import Run

SCENARIOS = Path(__file__).parents[2] / "docs" / "scenarios"
MISSED = """
protocol = "court-mandated-treatment"
now = 2026-03-10T09:00:00-05:00
[order]
at_stake = "reunification"
report_within = { business_days = 5, of = "missed" }
basis = "consent"
[[entry]]
kind = "session.missed"
at = 2026-03-02T10:00:00-05:00
"""

HEARD = "".join(
    f'[[entry]]\nkind = "{kind}"\nat = 2026-03-09T18:40:00Z\ndetails = {{ {details} }}\n'
    for kind, details in (
        ("contact.made", 'channel = "phone"'),
        ("client.heard", 'barriers = ["childcare"], limits_explained = true'),
        ("stakes.discussed", 'understood = "yes"'),
        ("plan.agreed", 'actions = [{ what = "childcare", by = "us" }]'),
        ("session.booked", "starts_at = 2026-03-13T22:40:00Z, plan = true"),
        ("note.signed", ""),
    )
)


@pytest.fixture
def missed(tmp_path: Path) -> Path:
    path = tmp_path / "missed.toml"
    path.write_text(MISSED, "utf-8")
    return path


def test_decide_says_call_first(heardfirst: Run, missed: Path, data_dir: Path) -> None:
    said = heardfirst("decide", missed, "--json")
    assert said.code == 0
    document = said.document
    assert document["next"] == {"step": "contact", "due": "2026-03-03T17:00:00-05:00"}
    steps = {each["step"]: each for each in document["steps"]}
    assert steps["contact"]["status"] == "now"
    assert steps["notify_court"]["status"] == "not yet"
    assert steps["notify_court"]["missing"] == ["documented", "consulted"]
    assert steps["close"]["status"] == "not yet"
    assert document["exceptions"] == []
    assert set(steps["contact"]) >= {"step", "role", "status", "due", "because", "missing"}
    assert not data_dir.exists(), "deciding needs no data directory"


def test_decide_for_people_in_both_languages(heardfirst: Run, missed: Path) -> None:
    assert "Next: Call, by Tue, Mar 3 17:00" in heardfirst("decide", missed).out
    assert "Ahora: Llamar" in heardfirst("decide", missed, "--language", "es").out


def test_what_is_due_by_the_end_of_a_day_is_shown_on_that_day(heardfirst: Run) -> None:
    report = SCENARIOS / "31-a-report-due-by-the-end-of-a-day.toml"
    printed = heardfirst("decide", report).out
    assert "by Wed, Apr 1 23:59" in printed and "due by Apr 1." in printed and "Apr 2" not in printed
    spanish = heardfirst("decide", report, "--language", "es").out
    assert "1 abr 23:59" in spanish and "2 abr" not in spanish
    document = heardfirst("decide", report, "--json").document
    assert document["next"] == {"step": "report_status", "due": "2026-04-02T00:00:00-04:00"}, (
        "the moment itself"
    )


def test_decide_prints_moments_in_the_zone_of_the_agency(heardfirst: Run, missed: Path) -> None:
    nobody_reports = MISSED.replace('report_within = { business_days = 5, of = "missed" }', "")
    missed.write_text(nobody_reports + HEARD, "utf-8")
    printed = heardfirst("decide", missed).out
    assert "Next: wait until Fri, Mar 13 17:40" in printed and "22:40" not in printed


def test_an_expectation_not_met_is_a_no(heardfirst: Run, missed: Path) -> None:
    missed.write_text(MISSED + '[expect]\nnext = "notify_court"\noffered = ["close"]\n', "utf-8")
    said = heardfirst("decide", missed, "--json")
    assert said.code == 1
    assert said.document["next"]["step"] == "contact"
    assert "next is contact, not notify_court" in said.err
    assert "close is not offered" in said.err
    spanish = heardfirst("decide", missed, "--language", "es").err
    assert "lo siguiente es contact, no notify_court" in spanish and "no se ofrece close" in spanish


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("now = 2026-03-10T09:00:00", "line 1: now: must be a date and time with its offset"),
        ('now = 2026-03-10T09:00:00Z\n[[entry]]\nkind = "session.mised"', 'Did you mean "session.missed"?'),
        ("now = ", "not valid TOML"),
        ('now = 2026-03-10T09:00:00Z\nprotocol = "court"', 'no protocol "court"'),
        ('now = 2026-03-10T09:00:00Z\n[order]\nat_steak = "custody"', 'Did you mean "at_stake"?'),
    ],
)
def test_bad_scenarios_are_told_where_and_what(
    heardfirst: Run, tmp_path: Path, text: str, complaint: str
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, "utf-8")
    said = heardfirst("decide", path, "--json")
    assert said.code == 2
    assert complaint in said.document["error"]["message"]
    assert complaint in said.err


def test_a_scenario_that_is_not_there(heardfirst: Run) -> None:
    said = heardfirst("decide", "nowhere.toml")
    assert (said.code, said.out) == (2, "")
    assert "does not exist" in said.err


def test_protocols_are_listed_the_default_first(heardfirst: Run) -> None:
    document = heardfirst("protocol", "list", "--json").document
    assert document[0]["name"] == "court-mandated-treatment"
    assert len(document[0]["digest"]) == 64
    assert "court-mandated-treatment" in heardfirst("protocol", "list").out


HARSH = """
[protocol]
name = "Bill first"
version = "1"
[atoms]
tried = { attempts = 1 }
repeated = { missed = 3 }
[[step]]
name = "bill"
role = "charge"
label = "Bill"
wanted = ["missed", "not billed"]
writes = ["bill.sent"]
"""


def test_check_tells_the_story_of_a_broken_promise(heardfirst: Run, tmp_path: Path) -> None:
    path = tmp_path / "harsh.toml"
    path.write_text(HARSH, "utf-8")
    said = heardfirst("protocol", "check", path, "--json")
    assert said.code == 1
    document = said.document
    assert document["good"] is False
    (broken,) = [each for each in document["broken"] if each["promise"] == "contact-first"]
    assert broken["step"] == "bill"
    assert [each["when"] for each in broken["story"]] == ["2026-03-02T10:00:00"] * 2 + [None]
    assert "does not come" in broken["story"][0]["text"] and "offers" in broken["story"][1]["text"]
    assert broken["order"].endswith(".") and broken["story"][0]["day"] == "Mon, Mar 2"
    assert all(each["line"] and each["text"] for each in broken["allowed_by"]) and "bill" in broken["hint"]
    assert "no-disclosure-without-basis" in document["proved"]
    assert "contact-first" in heardfirst("protocol", "check", path).out


def test_our_own_fault_is_said_without_anybodys_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(**_named: object) -> None:
        raise ValueError("Ana Ferrer")

    monkeypatch.setattr(main, "app", failing)
    with pytest.raises(SystemExit) as left:
        main.main()
    said = capsys.readouterr()
    assert left.value.code == main.OUR_FAULT
    assert "ValueError" in said.err and "is saved" in said.err
    assert "Ana" not in said.err + said.out


def test_check_answers_first_where_steps_and_facts_never_meet(heardfirst: Run, tmp_path: Path) -> None:
    path = tmp_path / "unwired.toml"
    path.write_text(HARSH.replace('"not billed"', '"not missed"'), "utf-8")
    said = heardfirst("protocol", "check", path, "--json")
    assert (said.code, said.document["good"], said.document["states"]) == (1, False, 0)
    (fault,) = said.document["wiring"]
    line = 1 + HARSH[: HARSH.index("wanted")].count("\n")
    assert (fault["kind"], fault["step"], fault["line"]) == ("never_wanted", "bill", line)
    assert said.document["unreachable"] == ["bill"] and said.document["proved"] == []
    spanish = heardfirst("protocol", "check", path, "--language", "es")
    assert (spanish.code, "nunca puede corresponder" in spanish.out) == (1, True)


def test_check_of_nothing(heardfirst: Run) -> None:
    said = heardfirst("protocol", "check", "court-mandated-tretment")
    assert said.code == 2
    assert 'Did you mean "court-mandated-treatment"?' in said.err


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_check_says_where_a_file_is_wrong(heardfirst: Run, tmp_path: Path, more: list[str]) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(HARSH.replace('"not billed"', '"not biled"'), "utf-8")
    said = heardfirst("protocol", "check", path, *more)
    assert said.code == 2
    assert "not biled" in said.document["error"]["message"] if more else said.out == ""
    line = 1 + HARSH[: HARSH.index("wanted")].count("\n")
    assert (
        f'wrong.toml, line {line}: step.wanted: "not biled" is not a fact. Did you mean "billed"?' in said.err
    )
