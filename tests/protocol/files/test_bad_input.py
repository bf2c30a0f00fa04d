"""What somebody wrote wrongly is refused in words that say where, and what is right."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heardfirst.protocol import (
    KINDS,
    EntryError,
    ProtocolError,
    ProtocolRoomError,
    ScenarioError,
    load_protocol,
    load_scenario,
    normalized,
    parse_protocol,
    parse_scenario,
    read_terms,
)
from tests.protocol.tellings import DEFAULT

SCENARIOS = sorted((Path(__file__).parents[3] / "docs" / "scenarios").glob("*.toml"))
EXCEPTION = '[[exception]]\npromise = "contact-first"\nstep = "letter"\n'
LAW = (
    'citation = "9 CCR 9886"\njurisdiction = "California"\nconfirmed = 2026-05-01\nconfirmed_by = "Counsel"\n'
)
HEAD = '[protocol]\nextends = "court-mandated-treatment"\nname = "Own"\nversion = "1"\n'
STEP = '[[step]]\nname = "more"\nrole = "reach"\nlabel = "More"\n'
ATOMS = "[atoms]\ntried = { attempts = 3 }\nrepeated = { missed = 3 }\n"
MANY = "".join(STEP.replace("more", f"more_{number}") + 'wanted = ["missed"]\n' for number in range(61))

PROTOCOL_MISTAKES = [
    ("[protocol]\nname = 1\n", 2, "words"),
    ('[protocol]\nname = "A"\n', 1, "version"),
    ('[protocol]\nname = "A"\nversion = "1"\nextend = "x"\n', 4, '"extends"'),
    ('[protocol]\nname = "A"\nversion = "1"\nextends = "court-mandated"\n', 4, "court-mandated-treatment"),
    ('[protocol]\nname = "A"\nversion = "1"\n', None, "tried"),
    (HEAD + 'without = ["contcat"]\n', 5, '"contact"'),
    (HEAD + "[mised]\nno_show = true\n", 5, '"missed"'),
    (HEAD + "[missed]\nno_shows = true\n", 6, '"no_show"'),
    (HEAD + "[missed]\nlate_minutes = -1\n", 6, "from 0"),
    (HEAD + '[missed]\ncancelled_within = "2 business days"\n', 6, "plain time"),
    (HEAD + "[missed]\nno_show = 1\n", 6, "true or false"),
    (HEAD + "[atoms]\nheard = { attempts = 1 }\n", 6, "built-in"),
    (HEAD + "[atoms]\nmine = { atempts = 1 }\n", 6, '"attempts"'),
    (HEAD + "[atoms]\nmine = { attempts = 2, days = 3 }\n", 6, "more days"),
    (HEAD + '[atoms]\nmine = { missed = 3, within = "90 dayz" }\n', 6, '"days"'),
    (HEAD + '[atoms]\nmine = { missed = 3, in_a_row = "yes" }\n', 6, "true or false"),
    (
        HEAD + "[atoms]\nmine = { days_without_service = 21, exempt_last_months = { x = 6 } }\n",
        6,
        "{ 18 = 6 }",
    ),
    (HEAD + "[atoms]\nmine = { missed = 3, allowed = 2 }\n", 6, "use only one"),
    (HEAD + '[atoms]\nmine = { missed = 3, per = "mnth" }\n', 6, '"month"'),
    (HEAD + '[atoms]\nmine = { missed = 3, per = "month", within = "9 days" }\n', 6, "three ways to count"),
    (HEAD + '[atoms]\nmine = { attempts = 2, must = ["vist"] }\n', 6, '"visit"'),
    (HEAD + '[atoms]\nmine = { attempts = 2, by = ["phone"], must = ["visit"] }\n', 6, "that count"),
    (HEAD + '[atoms]\nmine = { attempts = 2, by = ["phone"], channels = 2 }\n', 6, "that count"),
    (HEAD + '[atoms]\nmine = { attempts = 1, must = ["phone", "visit"] }\n', 6, "more channels"),
    (HEAD + '[atoms]\nmine = { attempts = 2, must = ["mail"] }\n', 6, "follows reasonable attempts"),
    (HEAD + '[atoms]\nmine = { missed = 3, of = ["no_shows"] }\n', 6, '"no_show"'),
    (HEAD + '[atoms]\nmine = { missed = 3, since = "phases" }\n', 6, '"phase"'),
    (HEAD + '[atoms]\nmine = { missed = 3, since = "phase", since_restart = true }\n', 6, "use only since"),
    (HEAD + "[atoms]\nmine = { missed = 3, of = [] }\n", 6, "at least one"),
    (HEAD + '[atoms]\nmine = { missed = 3, purpose = ["intakes"] }\n', 6, '"intake"'),
    (HEAD + '[atoms]\nmine = { missed = 3, of = ["rescheduled_late"] }\n', 6, "rescheduled_within"),
    (HEAD + "[missed]\nleast_minutes = 0\n", 6, "from 1"),
    (HEAD + "[missed]\nleast_minutes_for = 45\n", 6, "{ group = 5 }"),
    (HEAD + "[missed]\nlate_minutes_for = { groop = 5 }\n", 6, '"group"'),
    (HEAD + '[makeup]\nwithin = "9 days"\n', 5, "not_made_up"),
    (HEAD + '[atoms]\nmine = { not_made_up = 1 }\n[makeup]\nplaces = ["office"]\n', 8, '"place"'),
    (HEAD + '[atoms]\nmine = { not_made_up = 1 }\n[makeup]\nplace = ["ofice"]\n', 8, '"office"'),
    (HEAD + '[atoms]\nmine = { not_made_up = 1 }\n[makeup]\nwithin = "0 days"\n', 8, "longer than zero"),
    (HEAD + "[atoms]\nmine = { not_made_up = 1 }\n[makeup]\nmost = 0\n", 8, "from 1"),
    (HEAD + '[atoms]\nmine = { not_made_up = 1, after = "0 days" }\n', 6, "longer than zero"),
    (HEAD + '[atoms]\nmine = { not_made_up = 1, of = ["no_shows"] }\n', 6, '"no_show"'),
    (HEAD + '[missed]\nrescheduled_within = "2 business days"\n', 6, "plain time"),
    (HEAD + '[fees]\non = ["rescheduled_late"]\n', 6, "rescheduled_within"),
    (HEAD + '[fees]\non = ["missed"]\npurpose = ["groop"]\n', 7, '"group"'),
    (HEAD + "[atoms]\nmine = { missed_by_months = 3 }\n", 6, "{ 18 = 10 }"),
    (HEAD + '[atoms]\nmine = { fee = "owed" }\n', 6, "[fees]"),
    (HEAD + '[atoms]\nmine = { excuse_lacks = "documents" }\n', 6, "[excuse]"),
    (HEAD + '[atoms]\nmine = { done = "papers_askd" }\n', 6, '"papers_asked"'),
    (HEAD + '[atoms]\nmine = { told = "victm" }\n', 6, '"victim"'),
    (HEAD + '[atoms]\nmine = { agreed = "dismis" }\n', 6, '"dismiss"'),
    (HEAD + '[atoms]\nmine = { done = "hardship", since = "mis" }\n', 6, '"miss"'),
    (HEAD + "[atoms]\nmine = { phase = [] }\n", 6, "at least one"),
    (HEAD + '[atoms]\nmine = { capacity = "probatn" }\n', 6, '"probation"'),
    (HEAD + '[atoms]\nmine = { not_seen_for = "0 days" }\n', 6, "longer than zero"),
    (HEAD + "[atoms]\nmine = { asks_back = false }\n", 6, "asks_back = true"),
    (HEAD + '[atoms]\nmine = { days_without_service = 9, anew_after = "transfr" }\n', 6, '"transfer"'),
    (HEAD + '[excuse]\nreasons = ["ilness"]\n', 6, '"illness"'),
    (HEAD + '[excuse]\nby = ["boss"]\n', 6, "supervisor"),
    (HEAD + '[excuse]\nlongest = "9 days"\n', 6, '"longest"'),
    (HEAD + '[excuse]\nnot_older = "9 days"\n', 6, "death_in_family"),
    (HEAD + "[leave]\nafterwards = 3\n", 6, "true or false"),
    (HEAD + "[fees]\non = []\n", 6, "what costs a fee"),
    (HEAD + '[fees]\non = ["mised"]\n', 6, '"missed"'),
    (HEAD + '[fees]\non = ["missed"]\ncents = 25\n', 7, "{ missed = 2500 }"),
    (HEAD + '[fees]\non = ["missed"]\ncents = { late = 25 }\n', 7, "not on the list"),
    (HEAD + '[fees]\non = ["missed"]\ncents = { missed = [] }\n', 7, "at least one"),
    (HEAD + '[fees]\non = ["missed"]\ncents = { missed = 0 }\n', 7, "from 1"),
    (HEAD + "[order]\nmandted = false\n", 6, '"mandated"'),
    (HEAD + '[order]\ntells = "referrer"\n', 6, "says who must be notified"),
    (HEAD + "[atoms]\nasked = { missed = 3 }\n", 6, "give the fact another name"),
    (HEAD + "[atoms]\nmine = 3\n", 6, "a name and a table"),
    (HEAD + "[timers]\nkeep_trying = []\n", 6, "list of spans"),
    (HEAD + '[timers]\nkeep_trying = ["0 days"]\n', 6, "longer than zero"),
    (HEAD + '[timers]\nreveiw = "1 day"\n', 6, '"review"'),
    (HEAD + '[timers]\nsecond_talk = "60 minutes"\n', 6, "a day later"),
    (HEAD + '[report]\nwithin = "0 hours"\n', 6, "nobody can report in no time"),
    (HEAD + '[atoms]\ntried = { attempts = 2, days = 2, by = ["collateral"] }\n', 6, "only asks others"),
    (HEAD + '[atoms]\ntried = { attempts = 2, by = ["collateral", "mail"] }\n', 6, "only asks others"),
    (
        HEAD + '[events.e]\nlabel = "E"\nby = "staff"\nacts = ["ends"]\nclerk = true\n',
        9,
        "only books",
    ),
    (HEAD + '[report]\nwithin = { business_days = 5, of = "mised" }\n', 6, '"missed"'),
    (HEAD + STEP, 5, "when the step is wanted"),
    (HEAD + STEP + 'wanted = ["herd"]\n', 9, '"heard"'),
    (HEAD + STEP + 'wanted = ["not"]\n', 9, "not a fact"),
    (HEAD + STEP + 'wanted = "missed"\n', 9, "list of facts"),
    (HEAD + STEP + "wanted = [3]\n", 9, "a line is a fact"),
    (HEAD + STEP + "wanted = [{ any = [] }]\n", 9, "never be true"),
    (HEAD + STEP + 'wanted = [{ any = ["heard"], unles = "missed" }]\n', 9, '"unless"'),
    (HEAD + STEP + f"wanted = {['missed'] * 17}\n", 9, "at most 16"),
    (HEAD + STEP + 'wanted = ["missed"]\nneeds = ["heard", "tryed"]\n', 10, '"tried"'),
    (HEAD + STEP + 'wanted = ["missed"]\nwithin = { days = 1, of = "mised" }\n', 10, '"missed"'),
    (HEAD + STEP + 'wanted = ["missed"]\nwithin = { days = 1, period = "mnth" }\n', 10, '"month"'),
    (HEAD + STEP + 'wanted = ["missed"]\nwithin = { days = 1, before = "missed" }\n', 10, '"hearing"'),
    (HEAD + STEP + 'wanted = ["missed"]\nwithin = { before = "hearing" }\n', 10, "say how long"),
    (
        HEAD + STEP + 'wanted = ["missed"]\nwithin = { days = 1, of = "missed", before = "hearing" }\n',
        10,
        "two clocks",
    ),
    (
        HEAD + STEP + 'wanted = ["missed"]\nwithin = { days = 1, before = "hearing", period = "week" }\n',
        10,
        "no period",
    ),
    (HEAD + '[report]\nstatus_evry = "6 months"\n', 6, '"status_every"'),
    (HEAD + '[report]\nstatus_every = "0 months"\n', 6, "longer than zero"),
    (HEAD + '[report]\nstatus_within = "9 days"\n', 5, "status_every"),
    (HEAD + STEP + 'wanted = ["missed"]\nwithin = { day = 1 }\n', 10, '"days"'),
    (HEAD + STEP + 'wanted = ["missed"]\nwithin = { days = 1, known = "soon" }\n', 10, '"learned"'),
    (HEAD + STEP + 'wanted = ["missed"]\ntakes = "a while"\n', 10, "span of time"),
    (HEAD + STEP + 'wanted = ["missed"]\ntakes = "0 minutes"\n', 10, "without end"),
    (HEAD + STEP + 'wanted = ["missed"]\nwrites = ["step.done"]\n', 5, "which task is done"),
    (HEAD + STEP + 'wanted = ["missed"]\nwaits = "quite"\n', 10, '"quiet"'),
    (HEAD + STEP + 'wanted = ["missed"]\nwrites = ["contact.tryed"]\n', 10, '"contact.tried"'),
    (HEAD + STEP + 'wanted = ["missed"]\nbrings = ["not heard"]\n', 10, "plain facts"),
    (HEAD + STEP + 'wanted = ["missed"]\nby = "boss"\n', 10, "worker, supervisor"),
    (HEAD + STEP + 'wanted = ["missed"]\nafter = "contcat"\n', 10, '"contact"'),
    (HEAD + STEP + 'wanted = ["missed"]\nmoves = { when = [], after = "contcat" }\n', 10, '"contact"'),
    (HEAD + STEP + 'wanted = ["missed"]\ncite = ["x"]\n', 10, '"cites"'),
    (HEAD + STEP.replace('"reach"', '"reech"') + 'wanted = ["missed"]\n', 7, '"reach"'),
    (HEAD + STEP.replace('"more"', '"more steps"') + 'wanted = ["missed"]\n', 6, "letters and underscores"),
    (HEAD + (STEP + 'wanted = ["missed"]\n') * 2, 11, "two steps"),
    (HEAD + '[[exception]]\npromise = "contact-frist"\nstep = "letter"\n', 6, '"contact-first"'),
    (HEAD + '[[exception]]\npromise = "contact-first"\nstep = "leter"\n', 7, '"letter"'),
    (HEAD + '[[exception]]\npromise = "contact-first"\nstep = "letter"\ncites = []\n', 5, "citation"),
    (HEAD + '[[exception]]\npromise = "safety-first"\nstep = "letter"\n', 6, "no law overrides safety-first"),
    (HEAD + '[[exception]]\npromise = "duty-kept"\nstep = "letter"\n', 6, "no law overrides duty-kept"),
    (HEAD + EXCEPTION + 'citation = "our board wants it"\n', 8, "is no law"),
    (HEAD + EXCEPTION + 'citation = "Board policy 7.2"\n', 8, "is no law"),
    (HEAD + EXCEPTION + 'citation = "9 CCR 9886"\n', 5, 'jurisdiction = "California"'),
    (HEAD + EXCEPTION + 'citation = "9 CCR 9886"\njurisdiction = "California"\n', 5, "confirmed = 2026"),
    (
        HEAD + EXCEPTION + 'citation = "9 CCR 9886"\njurisdiction = "C"\nconfirmed = "May"\n',
        10,
        "confirmed =",
    ),
    (HEAD + EXCEPTION + 'citation = "9 CCR 9886"\njurisdiction = "C"\nconfirmed = 2026-05-01\n', 5, "who"),
    (HEAD + "step = 3\n", 5, "extends"),
    (HEAD + "[[missed]]\n", 5, "[missed]"),
    (HEAD + "[order]\nmandate = false\n", 6, '"mandated"'),
    (HEAD + "[order]\nmandated = 1\n", 6, "true or false"),
    (HEAD + '[order]\ntells = "court"\n', 6, "the order says who"),
    (HEAD + '[order]\nmandated = false\ntells = "refferer"\n', 7, '"referrer"'),
    (HEAD + '[excuse]\nby = "directr"\n', 6, '"director"'),
    (HEAD + "[excuse]\nby = []\n", 6, "at least one"),
    (HEAD + '[excuse]\nreasons = ["ilness"]\n', 6, '"illness"'),
    (HEAD + '[excuse]\nnotice = "soon"\n', 6, "span of time"),
    (HEAD + '[excuse]\nafterwards = "no"\n', 6, "true or false"),
    (HEAD + "[excuse]\nnot_older = 3\n", 6, "death_in_family"),
    (HEAD + '[excuse]\nnot_older = { ilness = "3 days" }\n', 6, '"illness"'),
    (HEAD + '[excuse]\nlongest = "3 days"\n', 6, "not_older"),
    (HEAD + "[leave]\nreason = []\n", 6, '"reasons"'),
    (HEAD + "[fees]\non = []\n", 6, "what costs a fee"),
    (HEAD + '[fees]\non = ["mised"]\n', 6, '"missed"'),
    (HEAD + "[atoms]\nmine = { missed = 3, allowed = 2 }\n", 6, "use only one"),
    (HEAD + '[atoms]\nmine = { missed = 3, in_a_row = true, per = "month" }\n', 6, "three ways to count"),
    (HEAD + '[atoms]\nmine = { missed = 3, per = "mont" }\n', 6, '"month"'),
    (HEAD + "[atoms]\nmine = { allowed_by_months = { a = 3 } }\n", 6, "{ 18 = 10 }"),
    (HEAD + "[atoms]\nmine = { attempts = 3, atempts = 3 }\n", 6, '"attempts"'),
    (HEAD + "[atoms]\nmine = { responses = 0 }\n", 6, "from 1"),
    (HEAD + '[atoms]\nmine = { not_made_up = 1, of = ["excusd"] }\n', 6, '"excused"'),
    (HEAD + '[atoms]\nmine = { days_without_service = 21, anew_after = "transfr" }\n', 6, '"transfer"'),
    (HEAD + '[atoms]\nmine = { not_seen_for = "0 days" }\n', 6, "longer than zero"),
    (HEAD + '[atoms]\nmine = { unpaid_for = "30 dais" }\n', 6, '"days"'),
    (HEAD + '[atoms]\nmine = { fee = "owed" }\n', 6, "[fees]"),
    (HEAD + '[atoms]\nmine = { excuse_lacks = "documents" }\n', 6, "[excuse]"),
    (HEAD + '[excuse]\nby = "court"\n[atoms]\nmine = { excuse_lacks = "documnts" }\n', 8, '"documents"'),
    (HEAD + '[atoms]\nmine = { asked_by = "cort" }\n', 6, '"court"'),
    (HEAD + '[atoms]\nmine = { told = "court", since = "mis" }\n', 6, '"miss"'),
    (HEAD + '[atoms]\nmine = { told = ["court"] }\n', 6, '"court"'),
    (HEAD + '[atoms]\nmine = { release_for = "refferer" }\n', 6, '"referrer"'),
    (HEAD + '[atoms]\nmine = { done = "hardshp" }\n', 6, '"hardship"'),
    (HEAD + '[atoms]\nmine = { agreed = "clos" }\n', 6, '"close"'),
    (HEAD + "[atoms]\nmine = { phase = [] }\n", 6, "at least one"),
    (HEAD + '[atoms]\nmine = { capacity = "treatmnt" }\n', 6, '"treatment"'),
    (HEAD + '[atoms]\nmine = { term = "icw" }\n', 6, '"icwa"'),
    (HEAD + "[atoms]\nmine = { asks_back = false }\n", 6, "leave the fact out"),
    (HEAD + "[atoms]\nnear = { attempts = 2 }\n", 6, "another name"),
    (HEAD + "[atoms]\ntried = { missed = 2 }\n", 6, "tried = { attempts = 3"),
    (HEAD + "[atoms]\n" + "".join(f"a{n} = {{ attempts = 2 }}\n" for n in range(60)), 5, "and room for 8"),
    (HEAD + "[report]\n", 5, "say how soon"),
    (HEAD + '[report]\nwithins = "3 days"\n', 6, '"within"'),
    (HEAD + '[report]\nwithin = { days = 3, of = "period_end", period = "yeer" }\n', 6, "quarter"),
    (HEAD + "[report]\nwithin = { dais = 3 }\n", 6, '"days"'),
    (HEAD + STEP + 'wanted = ["missed"]\nwithin = "1 day"\n', 10, "business_days"),
    (HEAD + STEP + 'wanted = ["missed"]\nwithin = { days = 1, again = "soon" }\n', 10, "span of time"),
    (HEAD + STEP + 'wanted = ["missed"]\nwaits = ["quiet"]\n', 10, '"quiet"'),
    (HEAD + STEP + 'wanted = ["missed"]\nwaits = { quiet = 1 }\n', 10, "not a fact"),
    (HEAD + STEP + 'wanted = ["missed"]\nmoves = { wen = ["missed"], after = "contact" }\n', 10, '"when"'),
    (HEAD + STEP + 'wanted = ["missed"]\nmoves = 3\n', 10, "must be a table"),
    (HEAD + STEP + 'wanted = ["missed"]\nwrites = "contact.tried"\n', 10, "list of names"),
    (HEAD + STEP + 'wanted = ["missed"]\nwanted = ["heard"]\n', None, "at line 10"),
    (HEAD + STEP.replace('label = "More"\n', "") + 'wanted = ["missed"]\n', 5, "in words"),
    (HEAD + STEP + 'with_name = "Call them"\nwanted = ["missed"]\n', 9, "{name}"),
    (HEAD + STEP + 'with_name = { en = "Call {name}", es = "Llamar" }\nwanted = ["missed"]\n', 9, "{name}"),
    (HEAD + STEP + 'with_name = ["Call"]\nwanted = ["missed"]\n', 9, "in words"),
    (HEAD + '[step]\nname = "x"\n', 5, "[[step]]"),
    (HEAD + EXCEPTION + LAW, 5, "in words"),
    ('[protocol]\nname = "A"\nversion = "1"\n' + ATOMS, None, "at least one [[step]]"),
    ('[protocol]\nname = "A"\nversion = "1"\n' + ATOMS + MANY, None, "at most 60"),
    ("[protocol\n", None, "not valid TOML"),
    ("a = " + "[" * 5000, None, "not valid TOML"),
]


@pytest.mark.parametrize(("text", "line", "word"), PROTOCOL_MISTAKES, ids=range(len(PROTOCOL_MISTAKES)))
def test_a_mistake_in_a_protocol_names_file_line_and_the_right_word(
    text: str, line: int | None, word: str
) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(text.encode(), "own.toml")
    said = str(caught.value)
    assert said.startswith("own.toml, line " if line else "own.toml")
    assert word in said
    if line and "at most" not in said:
        assert said.startswith(f"own.toml, line {line}:"), said


def test_protocols_that_extend_each_other_in_a_circle_are_refused() -> None:
    one, other = HEAD.encode(), HEAD.replace("court-mandated-treatment", "mine").encode()
    with pytest.raises(ProtocolError, match=r"mine\.toml, line 2: .*extends this one"):
        parse_protocol(one, "own.toml", {"court-mandated-treatment": other, "mine": one})


ENTRY = "now = 2026-03-10T09:00:00-05:00\n[[entry]]\n"
SCENARIO_MISTAKES = [
    ("[order]\n", None, "now"),
    ("now = 2026-03-10T09:00:00\n", 1, "offset"),
    ("now = 9999-12-31T23:00:00-05:00\n", 1, "between 1900 and 2200"),
    (ENTRY + 'kind = "session.mised"\n', 3, '"session.missed"'),
    (ENTRY + 'kind = "session.missed"\n', 2, "date and time"),
    (ENTRY + 'kind = "session.missed"\nat = 2026-03-03T10:00:00-05:00\nlate = 3\n', 5, "no field"),
    (ENTRY + 'kind = "contact.tried"\nat = 2026-03-03T10:00:00-05:00\nchannel = "fone"\n', 5, '"phone"'),
    (
        ENTRY + 'kind = "entry.corrected"\nat = 2026-03-03T10:00:00-05:00\nentry = "x"\n',
        5,
        "no entry has the id",
    ),
    ('now = 2026-03-10T09:00:00-05:00\n[order]\nat_steak = "liberty"\n', 3, '"at_stake"'),
    ('now = 2026-03-10T09:00:00-05:00\n[order]\nbasis = "consnt"\n', 3, '"consent"'),
    ('now = 2026-03-10T09:00:00-05:00\n[calendar]\nzone = "Mars"\n', 2, "time zone"),
    ("now = 2026-03-10T09:00:00-05:00\n[calendar]\nopens = 5\n", 2, "09:00"),
    (
        'now = 2026-03-10T09:00:00-05:00\nprotocol = "court-mandated-treatmnt"\n',
        None,
        "court-mandated-treatment",
    ),
]


@pytest.mark.parametrize(("text", "line", "word"), SCENARIO_MISTAKES, ids=range(len(SCENARIO_MISTAKES)))
def test_a_mistake_in_a_scenario_names_file_line_and_the_right_word(
    text: str, line: int | None, word: str
) -> None:
    with pytest.raises(ProtocolRoomError) as caught:
        parse_scenario(text.encode(), "mine.toml")
    said = str(caught.value)
    assert word in said
    if line:
        assert said.startswith(f"mine.toml, line {line}:"), said


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("session.mised", {}),
        ("contact.tried", {"chanel": "phone"}),
        ("contact.tried", {"channel": "pigeon"}),
        ("session.booked", {"plan": "yes"}),
        ("session.booked", {"starts_at": "2026-03-02"}),
        ("session.booked", {"starts_at": "0001-01-01T00:00:00+00:00"}),
        ("session.attended", {"late_minutes": -1}),
        ("session.canceled", {"notice": "2 months"}),
        ("session.canceled", {"notice": -5}),
        ("leave.granted", {"until": "9999-12-31"}),
        ("leave.granted", {"until": 3}),
        ("plan.agreed", {"actions": [{"who": "us"}]}),
        ("entry.corrected", {"entry": "x" * 65}),
        ("order.changed", {"terms": {"report_within": {"of": "missed"}}}),
        ("order.changed", {"terms": 3}),
    ],
)
def test_an_entry_that_is_none_is_refused(kind: str, details: dict[str, object]) -> None:
    with pytest.raises(EntryError):
        normalized(kind, details)


def test_what_is_stored_reads_back_as_itself() -> None:
    for scenario in map(load_scenario, SCENARIOS):
        for entry in scenario.entries:
            assert normalized(entry.kind, entry.details) == dict(entry.details)


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProtocolError, match="no shipped protocol or readable file"):
        load_protocol(tmp_path / "none.toml")
    with pytest.raises(ScenarioError, match="does not exist"):
        load_scenario(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes("now = 'día'".encode("latin-1"))
    with pytest.raises(ScenarioError, match="UTF-8"):
        load_scenario(tmp_path / "latin.toml")


def test_terms_say_what_is_still_missing() -> None:
    assert read_terms({"at_stake": "jail"}).missing == ("report_within", "basis")


_WORDS = [
    "=",
    "[",
    "]",
    "{",
    "}",
    '"',
    "\n",
    "true",
    "-1",
    "9999-12-31T00:00:00Z",
    "nan",
    "1e400",
    "not ",
    ".",
    "#",
    "\x00",
    "é",
    "0x",
]


def _mutated(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text))
        end = min(len(text), at + chance.randint(0, 12))
        other = chance.randrange(len(text))
        put = chance.choice([chance.choice(_WORDS), text[other : other + chance.randint(0, 30)], ""])
        text = text[:at] + put + text[end:]
    return text


@pytest.mark.parametrize("part", range(4))
def test_two_thousand_spoiled_files_raise_nothing_else(part: int) -> None:
    chance = random.Random(f"spoiled {part}")
    sources = [path.read_text(encoding="utf-8") for path in SCENARIOS]
    refused = 0
    for number in range(500):
        try:
            if number % 2:
                parse_protocol(_mutated(DEFAULT.source, chance).encode("utf-8"), "spoiled.toml")
            else:
                parse_scenario(
                    _mutated(chance.choice(sources), chance).encode("utf-8"), "spoiled.toml"
                ).decide()
        except ProtocolRoomError:
            refused += 1
    assert 100 < refused < 500


_PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.dates()
    | st.datetimes()
)
_ANYTHING = st.recursive(
    _PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
_FIELDS = [(kind.name, name) for kind in KINDS.values() for name in kind.fields]


@given(st.sampled_from(_FIELDS), _ANYTHING)
@settings(max_examples=400)
def test_no_value_of_a_field_raises_anything_else(field: tuple[str, str], value: object) -> None:
    kind, name = field
    try:
        stored = normalized(kind, {name: value})
    except ProtocolRoomError:
        return
    assert normalized(kind, stored) == stored
