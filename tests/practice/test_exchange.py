"""Questions on their way out and in: Moodle reads them, and what somebody brings is tried file by file."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema

from heardfirst.practice.answering import answer, say_reason
from heardfirst.practice.errors import ItemError
from heardfirst.practice.exchange.checking import checked
from heardfirst.practice.exchange.moodle import moodle_xml
from heardfirst.practice.exchange.scenario_files import LARGEST_ITEM, MOST_ITEMS, QuestionFile, opened, packed
from heardfirst.practice.exchange.shipped import shipped_items, shipped_texts
from heardfirst.practice.question_file import TOPICS, Item, parse_item

QUESTION = """
topic = "first_response"
about = { en = "She missed <b>it</b> & nobody called.", es = "Faltó <b>ayer</b> y nadie llamó." }
ask = { en = "What comes first?", es = "¿Qué va primero?" }
now = 2026-03-10T09:00:00-05:00
[[entry]]
kind = "session.missed"
at = 2026-03-09T10:00:00-05:00
[[option]]
label = "tell"
text = { en = "Tell the court.\\u0007", es = "Avisar al tribunal." }
acts = ["notify_court"]
[[option]]
label = "call"
text = { en = "Call her and listen.", es = "Llamarla y escucharla." }
acts = ["contact", "listen"]
"""
SCHEMA = Path(__file__).with_name("moodle.xsd")


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(SCHEMA)


@pytest.fixture(scope="module")
def exported() -> Mapping[str, bytes]:
    return {language: moodle_xml(shipped_items(), language) for language in ("en", "es")}


def item(text: str = QUESTION) -> Item:
    return parse_item(text.encode(), "q.toml")


def as_moodle_reads(question: ET.Element) -> dict[str, object]:
    """What Moodle's importer takes from a question, along the paths it takes it from."""

    def text(of: ET.Element, path: str) -> str:
        found = of.find(f"{path}/text" if path else "text")
        assert found is not None and found.text and len(found) == 0, path
        return found.text.strip()

    return {
        "name": text(question, "name"),
        "questiontext": text(question, "questiontext"),
        "generalfeedback": text(question, "generalfeedback"),
        "idnumber": question.findtext("idnumber"),
        "tags": [text(each, "") for each in question.findall("tags/tag")],
        "answers": [
            (text(each, ""), int(each.attrib["fraction"]) / 100, text(each, "feedback"))
            for each in question.findall("answer")
        ],
    }


@pytest.mark.parametrize("language", ["en", "es"])
def test_all_that_is_shipped_is_valid_and_says_what_was_derived(
    schema: xmlschema.XMLSchema, exported: Mapping[str, bytes], language: str
) -> None:
    schema.validate(exported[language].decode())
    read = [
        as_moodle_reads(each)
        for each in ET.fromstring(exported[language])
        if each.attrib["type"] == "multichoice"
    ]
    by_key = {str(each["idnumber"]): each for each in read}
    assert by_key.keys() == shipped_items().keys() and len(read) == len(by_key) >= 80
    for key, each in by_key.items():
        derived, question = answer(shipped_items()[key]), shipped_items()[key]
        answers = each["answers"]
        assert isinstance(answers, list) and [fraction for _, fraction, _ in answers] == [
            float(option.label == derived.label) for option in question.options
        ]
        for reason in derived.because:
            assert say_reason(reason, language)[:20] in str(each["generalfeedback"])


def test_every_topic_is_a_category_before_its_questions(exported: Mapping[str, bytes]) -> None:
    quiz = ET.fromstring(exported["en"])
    under = ""
    seen = []
    for question in quiz:
        if question.attrib["type"] == "category":
            under = str(question.findtext("category/text"))
            seen.append(under)
        else:
            assert under.startswith("$course$/top/Heardfirst/")
    assert len(seen) == len(set(seen)) == len(TOPICS)
    assert moodle_xml(shipped_items(), "en") == exported["en"], "the same questions are the same bytes"


def test_what_somebody_wrote_is_shown_and_never_obeyed(schema: xmlschema.XMLSchema) -> None:
    made = moodle_xml({"own/" + "x" * 200: item()}, "en")
    schema.validate(made.decode())
    (read,) = [as_moodle_reads(each) for each in ET.fromstring(made) if each.attrib["type"] == "multichoice"]
    assert "&lt;b&gt;it&lt;/b&gt; &amp; nobody" in str(read["questiontext"])
    assert "<p>Tell the court.</p>" in str(read["answers"]), "what XML cannot hold is left out"
    assert len(str(read["idnumber"])) == 64


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('fraction="100"', 'fraction="101"'),
        ("<name>", "<nam>"),
        ('type="multichoice"', 'type="choice"'),
        ("<answernumbering>abc", "<answernumbering>a.b.c"),
        ("<text>$course$/top", "<text>top"),
        ("<questiontext format=", "<questiontext was="),
        ("<idnumber>own/1", "<idnumber>" + "own/1" * 21),
    ],
)
def test_the_schema_refuses_what_moodle_would(schema: xmlschema.XMLSchema, before: str, after: str) -> None:
    made = moodle_xml({"own/1": item()}, "en").decode()
    assert schema.is_valid(made)
    spoiled = made.replace(before, after).replace("</name>", "</nam>" if after == "<nam>" else "</name>")
    assert spoiled != made and not schema.is_valid(spoiled)


def test_a_question_with_two_answers_does_not_leave() -> None:
    with pytest.raises(ItemError, match="not unique"):
        moodle_xml({"own/1": item(QUESTION.replace("notify_court", "contact"))}, "en")


def test_a_zip_goes_out_and_comes_in_whole_and_is_the_same_bytes() -> None:
    texts = {f"{key}.toml": text for key, text in shipped_texts().items()}
    made = packed(texts)
    assert made == packed(dict(reversed(texts.items())))
    found = checked(opened(made, "questions.zip"))
    assert len(found) == len(texts) and not [each.wrong for each in found if each.wrong]
    assert {each.text for each in found} == set(texts.values())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("notify_court", "contact"), "not unique"),
        (("notify_court", "notify_cort"), 'Did you mean "notify_court"'),
        (("session.missed", "session.mised"), "session.missed"),
        (('topic = "first_response"', 'topic = "firsts"'), "is not a topic"),
        (("now = 2026", 'protocol = "/etc/hostname"\nnow = 2026'), "not a shipped protocol"),
        (("now = 2026", 'protocol = ["x"]\nnow = 2026'), "not a shipped protocol"),
        (("now = 2026", "now = 9999"), "between 1900 and 2200"),
        (("ask =", "asks ="), 'no "asks"'),
        (('en = "Tell the court.\\u0007"', 'en = " \\u0007"'), "one of its texts is empty"),
        (("[[option]]", "[[entry]]\nkind = 'session.missed'\n" * 60 + "[[option]]"), "at most 60 entries"),
        ((QUESTION, QUESTION.split("[[option]]")[0]), "2 to 12 options"),
        (("about = {", "about = {{"), "not valid TOML"),
        (('about = { en = "She missed <b>it</b> & nobody called.", es = ', "about = { es = "), "in words"),
    ],
)
def test_one_bad_file_says_why_and_keeps_no_other_out(changed: tuple[str, str], said: str) -> None:
    bad = QUESTION.replace(*changed)
    assert bad != QUESTION
    found = checked([QuestionFile("bad.toml", bad.encode()), QuestionFile("good.toml", QUESTION.encode())])
    assert said in found[0].wrong and found[0].item is None and found[0].wrong.startswith("bad.toml")
    assert not found[1].wrong and found[1].answer is not None and found[1].answer.label == "call"


def test_the_same_file_twice_is_one_question() -> None:
    first, second = checked([QuestionFile(name, QUESTION.encode()) for name in ("a.toml", "b.toml")])
    assert not first.wrong and second.wrong == "b.toml: the same as a.toml."


def test_a_story_and_a_question_are_asked_for() -> None:
    for key in ("about", "ask"):
        lines = [line for line in QUESTION.splitlines() if not line.startswith(key)]
        (found,) = checked([QuestionFile("q.toml", "\n".join(lines).encode())])
        assert found.wrong.startswith(f"q.toml: write it in words: {key}")


def zipped(**members: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(name, text)
    return into.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (zipped(**{"../out.toml": b"x"}), "points outside"),
        (zipped(**{"/etc/q.toml": b"x"}), "points outside"),
        (zipped(**{"c:\\q.toml": b"x"}), "points outside"),
        (zipped(**{"q.txt": b"x", "__MACOSX/q.toml": b"x", ".q.toml": b"x"}), "no .toml file"),
        (zipped(**{f"{number}.toml": b"x" for number in range(MOST_ITEMS + 1)}), "more than 200"),
        (zipped(**{f"{number}.txt": b"" for number in range(1_001)}), "too many files"),
        (zipped(**{"q.toml": QUESTION.encode()})[:-30], "damaged"),
        (b"PK\x03\x04" + b"\0" * 40, "damaged"),
        (b"%PDF-1.7", "neither"),
        (b"x" * (4 * 1024 * 1024 + 1), "larger than 4 MB"),
    ],
)
def test_what_is_no_zip_of_questions_is_refused_whole(content: bytes, said: str) -> None:
    with pytest.raises(ItemError, match=said):
        opened(content, "questions.zip")


def test_no_size_that_a_zip_states_is_believed() -> None:
    bomb = zipped(**{"bomb.toml": b"#" * 40_000_000, "good.toml": QUESTION.encode()})
    assert len(bomb) < 100_000
    for content in (bomb, bomb.replace(struct.pack("<I", 40_000_000), struct.pack("<I", 10))):
        found = {each.name: each for each in opened(content, "b.zip")}
        assert found["good.toml"].text == QUESTION.encode()
        assert found["bomb.toml"].wrong and not found["bomb.toml"].text


def test_a_file_is_known_by_its_own_name_alone() -> None:
    assert opened(QUESTION.encode(), "C:\\Users\\someone\\q\x1b.toml")[0].name == "q.toml"
    assert "smaller than 64 KB" in opened(b"#" * (LARGEST_ITEM + 1), "q.toml")[0].wrong
