"""A kind of entry that is declared once is known wherever kinds are: nobody keeps a list beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from importlib import resources
from random import Random
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from typer.testing import CliRunner

from heardfirst import access, clock
from heardfirst.cli.main import app
from heardfirst.guide.notes import draft_note
from heardfirst.practice.carrying_out import after
from heardfirst.practice.generating.case_generator import GeneratedCase
from heardfirst.practice.generating.case_story import story as case_story
from heardfirst.protocol import KINDS, Protocol, parse_protocol, parse_scenario, shipped_protocols
from heardfirst.protocol.proving.proofs import shape_of
from heardfirst.protocol.proving.stories import sentence_of
from heardfirst.protocol.proving.verdicts import Happening
from heardfirst.protocol.rules.effects import outside_rows, staff_rows
from heardfirst.protocol.telling.protocol_text import as_document
from heardfirst.protocol.vocabulary.errors import DeclarationError
from heardfirst.protocol.vocabulary.kinds import Kinds, read_kinds
from heardfirst.record import selectors
from heardfirst.record.models import Case
from heardfirst.record.reading import CaseReading
from heardfirst.web.wording.kinds import entry_line
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens

POSTCARD = """
[postcard.received]
formerly = ["card.came"]
in_steps = true
by = "client"
label = { en = "A postcard came", es = "Llegó una postal" }
writes = { en = "the postcard", es = "la postal" }
words = { en = "What the postcard says", es = "Qué dice la postal" }
form = { group = "reaching", place = 15 }
in_touch = true
in_note = true
guarded = true
changes = [{ en = "It counts as being in touch.", es = "Cuenta como contacto." }]
well = [{ view = "sea" }]
effects = [
    { in = "always", as = "unasked", by = "client", then = "+in_touch -tries -review_due" },
    { in = "step", by = "client", then = "+in_touch -tries -review_due" },
]
happens = [
    { after = "2 days", en = "A postcard comes.", es = "Llega una postal." },
    { as = "unasked", en = "A postcard comes unasked.", es = "Llega una postal sin pedirla." },
]
told = [{ en = "{when}, a postcard from {name} came.", es = "{when} llegó una postal de {name}." }]
[postcard.received.fields.view]
type = "choice"
formerly = { ocean = "sea" }
ask = { en = "What does it show?", es = "¿Qué muestra?" }
[postcard.received.fields.view.values]
sea = { en = "the sea", es = "el mar" }
hills = { en = "hills", es = "unas colinas" }
[postcard.received.fields.signed]
type = "flag"
ask = { en = "It is signed", es = "Está firmada" }
optional = true
yes = { en = "signed", es = "firmada" }
in_note = false
"""
KIND = "postcard.received"


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The one declaration, and nothing else."""
    assert KIND not in KINDS
    monkeypatch.setattr(KINDS, "_table", Kinds(read_kinds(POSTCARD))._table)
    shape_of.cache_clear()  # what was proved holds for the kinds there are
    yield
    shape_of.cache_clear()


@pytest.fixture
def rules() -> Protocol:
    """The default protocol, where the first contact may be a postcard."""
    shipped = resources.files("heardfirst.protocol") / "shipped" / f"{shipped_protocols()[0]}.toml"
    text = shipped.read_text("utf-8")
    before = '"contact.tried", "contact.made"'
    assert before in text
    return parse_protocol(text.replace(before, f'{before}, "{KIND}"').encode(), "postcards.toml")


def test_it_is_offered_asked_about_and_recorded_on_a_screen(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)
    href = reverse("happened-kind", args=[missed.public_id, KIND])
    chosen = client.get(reverse("happened", args=[missed.public_id])).content.decode()
    assert href in chosen and "A postcard came" in chosen
    assert (
        chosen.index("Contact with the client")
        < chosen.index("A postcard came")
        < chosen.index("Asked not to be")
    )
    shown = client.get(href).content.decode()
    for words in (
        "What does it show?",
        "The sea",
        "It is signed",
        "What the postcard says",
        "being in touch",
    ):
        assert words in shown, words
    empty = client.post(href, {})
    assert empty.status_code == 422 and "Choose one." in empty.content.decode()
    assert client.post(href, {"view": "hills", "signed": "on"}).status_code == 302
    entry = missed.entries.latest("seq")
    assert (entry.kind, selectors.details_of(entry)) == (KIND, {"view": "hills", "signed": True})
    assert "A postcard came" in client.get(reverse("case", args=[missed.public_id])).content.decode()


def test_it_is_recorded_by_a_command(missed: Case, cast: Cast) -> None:
    def said(*words: str) -> Any:
        return CliRunner().invoke(app, ["case", "record", *words, "--as", cast.worker.email])

    case_id = str(missed.public_id)
    slip = said(case_id, KIND, "view=see")
    assert slip.exit_code == 2 and 'Did you mean "sea"?' in slip.output
    none = said(case_id, KIND)
    assert none.exit_code == 2 and "view" in none.output
    done = said(case_id, "card.came", "view=ocean", "signed=yes", "--words", "Wish you were here.", "--json")
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert (document["kind"], document["details"]) == (KIND, {"signed": True, "view": "sea"})
    entry = missed.entries.latest("seq")
    assert selectors.words_of([entry], missed)[entry.public_id] == "Wish you were here."


def test_it_is_said_in_both_languages_and_kept_from_whom_it_is_not_for(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    for language, title, what in (
        ("en", "A postcard came", "the sea · signed"),
        ("es", "Llegó una postal", "el mar · firmada"),
    ):
        with translation.override(language), timezone.override("America/New_York"):
            line = entry_line("card.came", {"view": "ocean", "signed": True})
            assert (line.title, line.what) == (title, what)
    happens(missed, KIND, timedelta(hours=1), {"view": "sea"})
    guarded = access.sight_of(missed, cast.worker)
    assert guarded.guarded and KIND in KINDS.that("guarded")
    facts = draft_note(CaseReading.of(missed, at=clock.now()).standing, []).facts
    assert [fact.details for fact in facts if fact.kind == KIND] == [{"view": "sea"}]


SITUATION = """
about = "A postcard, of which one rule at least takes note."
now = 2026-03-05T10:00:00-05:00
[[entry]]
kind = "session.missed"
at = 2026-03-02T10:00:00-05:00
[[entry]]
kind = "card.came"
at = 2026-03-03T10:00:00-05:00
view = "ocean"
"""


def test_a_rule_reads_it_and_says_so(rules: Protocol) -> None:
    scenario = parse_scenario(SITUATION.encode(), "postcard.toml")
    assert scenario.entries[-1].kind == KIND and dict(scenario.entries[-1].details) == {"view": "sea"}
    decision = scenario.decide()
    assert "in_touch" in decision.protocol.unpack(decision.facts.bits)
    step = rules.step("contact")
    assert KIND in step.writes
    for language, words in (("en", "the postcard"), ("es", "la postal")):
        assert words in json.dumps(as_document(rules, language), ensure_ascii=False)


def test_the_proof_knows_it(rules: Protocol) -> None:
    labels = {row.label for row in outside_rows(rules, notice=True, basis="consent", side="plain")}
    assert f"{KIND} unasked" in labels
    assert KIND in {row.label for row in staff_rows(rules, rules.step("contact"), "plain")}
    happening = Happening(f"{KIND} unasked", "client", None, None)
    assert sentence_of(happening, rules, "en") == "A postcard comes unasked."
    assert sentence_of(happening, rules, "es") == "Llega una postal sin pedirla."


def test_practice_tells_it(rules: Protocol) -> None:
    scenario = parse_scenario(SITUATION.encode(), "postcard.toml")
    told = case_story(GeneratedCase(scenario, "therapy"), Random(1), "Ana")
    assert "a postcard from Ana came" in told["en"] and "llegó una postal de Ana" in told["es"]
    assert after(scenario, "listen").entries[-1].kind != KIND


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('by = "client"\nlabel', 'by = "nobody"\nlabel', "staff, client, outside"),
        (
            'label = { en = "A postcard came", es = "Llegó una postal" }',
            'label = { en = "A postcard" }',
            "es =",
        ),
        ("in_touch", "in_tuch", 'Did you mean "in_touch"'),
        ('group = "reaching"', 'group = "reachin"', 'Did you mean "reaching"'),
        ('type = "flag"', 'type = "flagg"', 'Did you mean "flag"'),
        ('well = [{ view = "sea" }]', 'well = [{ view = "see" }]', 'Did you mean "sea"'),
        ('formerly = ["card.came"]', 'formerly = ["contact.made"]', "is the name of another kind"),
        ("[postcard.received]", "[contact.made]", "declared twice"),
    ],
)
def test_a_wrong_declaration_names_its_place(old: str, new: str, says: str) -> None:
    with pytest.raises(DeclarationError, match=says):
        Kinds(read_kinds(POSTCARD.replace(old, new)))
