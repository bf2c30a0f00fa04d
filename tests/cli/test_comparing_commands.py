"""``protocol adopt``, ``versions``, ``move`` and ``compare``, on the demonstration and on nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from heardfirst.protocol import load_protocol
from tests.cli.conftest import Run
from tests.small_rules import BILL_FIRST
from tests.small_rules import small as small_rules

DEFAULT = load_protocol("court-mandated-treatment")


@pytest.fixture
def two_tries(tmp_path: Path) -> Path:
    path = tmp_path / "two-tries.toml"
    before = "attempts = 3, days = 3"
    assert before in DEFAULT.source
    path.write_text(DEFAULT.source.replace(before, "attempts = 2, days = 2"), "utf-8")
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_bytes(small_rules("7"))
    return path


def test_two_files_are_compared_without_making_an_installation(
    heardfirst: Run, two_tries: Path, data_dir: Path
) -> None:
    said = heardfirst("protocol", "compare", DEFAULT.key, two_tries)
    assert said.code == 0
    assert "is now “Reasonable attempts: we made at least 2 attempts" in " ".join(said.out.split())
    assert "no cases here" in said.out
    assert not data_dir.exists()
    spanish = heardfirst("protocol", "compare", DEFAULT.key, two_tries, "--language", "es")
    assert "y ahora es “Intentos razonables: se hicieron al menos 2" in " ".join(spanish.out.split())
    assert "The two are the same" in heardfirst("protocol", "compare", DEFAULT.key, DEFAULT.key).out


@pytest.mark.usefixtures("demonstration")
def test_what_other_rules_would_have_meant_for_the_cases_kept_here(heardfirst: Run, two_tries: Path) -> None:
    said = heardfirst("protocol", "compare", DEFAULT.key, two_tries, "--json")
    assert said.code == 1
    replay = said.document["replay"]
    cases = {each["case"]: each for each in heardfirst("today", "--json").document["then"]}
    assert replay["cases"] >= len(cases)
    assert replay["different"] == len({each["case"] for each in replay["changes"]}) > 0
    for each in replay["changes"]:
        shown = heardfirst("case", "show", each["case"], "--json").document
        tries = [entry for entry in shown["chronology"] if entry["kind"] == "contact.tried"]
        # What begins to differ is where a second try was enough, and somebody recorded it just then.
        assert each["spans"][0]["old"] == "contact"
        assert each["spans"][0]["from"] in {entry["recorded"] for entry in tries[1:]}
    shown = heardfirst("protocol", "compare", DEFAULT.key, two_tries).out
    assert "would have had a different next step" in shown
    assert heardfirst("protocol", "compare", DEFAULT.key, two_tries, "--no-replay").code == 0
    assert heardfirst("protocol", "compare", DEFAULT.key, DEFAULT.key).code == 0


@pytest.mark.usefixtures("demonstration")
def test_rules_are_adopted_listed_moved_to_and_compared_by_their_digest(heardfirst: Run, small: Path) -> None:
    adopted = heardfirst("protocol", "adopt", small, "--json")
    assert adopted.code == 0, adopted.err
    digest = adopted.document["digest"]
    assert "heard-before-court" in adopted.document["verdict"]["proved"]
    listed = heardfirst("protocol", "versions", "--json").document
    assert [(each["name"], each["version"]) for each in listed] == [
        ("small", "7"),
        (DEFAULT.key, DEFAULT.version),
    ]
    assert "came with Heardfirst" in heardfirst("protocol", "versions").out

    case = heardfirst("today", "--json").document["first"]["case"]
    assert heardfirst("case", "show", case, "--json").document["protocol"]["digest"] == DEFAULT.digest
    words = ("--reason", "Fewer steps.")
    assert heardfirst("protocol", "move", "--case", case, *words, "--json").document["moved"] == 1
    shown = heardfirst("case", "show", case, "--json").document
    assert shown["protocol"] == {"name": "small", "version": "7", "digest": digest}
    assert shown["chronology"][-1]["kind"] == "protocol.changed"
    everyone = heardfirst("protocol", "move", *words, "--json").document["moved"]
    assert everyone > 20
    assert heardfirst("protocol", "move", *words, "--json").document["moved"] == 0
    back = heardfirst("protocol", "move", "--to", DEFAULT.digest[:10], *words, "--json").document["moved"]
    assert back == everyone + 1
    assert heardfirst("record", "verify").code == heardfirst("record", "rebuild", "--check").code == 0

    compared = heardfirst("protocol", "compare", DEFAULT.key, digest[:12], "--no-replay", "--json").document
    assert compared["new"]["digest"] == digest
    assert "The step “Charge the agreed fee” was removed." in compared["differences"]


@pytest.mark.usefixtures("prepared")
def test_what_breaks_a_promise_is_not_adopted(heardfirst: Run, tmp_path: Path) -> None:
    path = tmp_path / "bill.toml"
    path.write_text(BILL_FIRST, "utf-8")
    refused = heardfirst("protocol", "adopt", path, "--json")
    assert refused.code == 1
    broken = {each["promise"]: each for each in refused.document["broken"]}
    assert broken["contact-first"]["step"] == "bill"
    assert broken["contact-first"]["story"] and broken["contact-first"]["hint"]
    assert heardfirst("protocol", "versions", "--json").document == []
    assert "as it came with Heardfirst" in " ".join(heardfirst("protocol", "versions").out.split())
    told = heardfirst("protocol", "adopt", path)
    assert told.code == 1
    assert "contact-first" in told.out and "Nothing has changed" in told.err


@pytest.mark.usefixtures("demonstration")
def test_who_may_not_and_what_is_not_there(heardfirst: Run, small: Path, tmp_path: Path) -> None:
    case = heardfirst("today", "--json").document["first"]
    refused = heardfirst("protocol", "adopt", small, "--as", "demo@localhost")
    assert (refused.code, refused.out) == (2, "")
    assert "supervisor" in refused.err
    for words in (
        ("protocol", "adopt", tmp_path / "none.toml"),
        ("protocol", "compare", DEFAULT.key, "deadbeefdead"),
        ("protocol", "move", "--to", "deadbeefdead", "--reason", "Why not."),
        ("protocol", "move", "--case", case["case"], "--reason", "  "),
        ("protocol", "move", "--case", "nobody", "--reason", "Why not."),
    ):
        said = heardfirst(*words)
        assert (said.code, said.out) == (2, ""), words
        assert said.err.strip()
