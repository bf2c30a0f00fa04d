"""
Questions as Moodle XML, which Moodle and platforms that learned from it read into their question banks.

Moodle publishes no schema for it: the format is what its importer reads (``question/format/xml/format.php``,
`import_multichoice`, `import_category`) and its exporter writes. The elements stand here in the order in
which the exporter writes them. https://docs.moodle.org/en/Moodle_XML_format
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from html import escape
from xml.etree import ElementTree as ET

from ..answering import answer
from ..question_file import TOPICS, Item
from ..topics import topic_label

__all__ = ["moodle_xml"]

_LONGEST_NAME, _LONGEST_IDNUMBER = 80, 100
# What XML 1.0 cannot hold, not even escaped; TOML can, by its \u.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_A_THIRD = "0.3333333"
"""What Moodle takes off for a second try unless told otherwise."""


def moodle_xml(items: Mapping[str, Item], language: str) -> bytes:
    """
    These questions, by their keys, in ``en`` or ``es``: one category a topic, one multiple-choice question an
    item, the derived reasons as feedback. The same questions are always the same bytes.

    Raises ItemError for an item that has not exactly one answer.
    """
    quiz = ET.Element("quiz")
    for topic in (*TOPICS, ""):
        of_it = {key: item for key, item in sorted(items.items()) if item.topic == topic}
        if of_it:
            _category(quiz, topic_label(topic, language))
        for key, item in of_it.items():
            _question(quiz, key, item, language)
    ET.indent(quiz)
    head = b'<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + ET.tostring(quiz, encoding="unicode").encode() + b"\n"


def _category(quiz: ET.Element, label: str) -> None:
    question = ET.SubElement(quiz, "question", type="category")
    # A slash parts a category from the one above it; within a name Moodle wants it doubled.
    path = "/".join(["$course$", "top", "Heardfirst", label.replace("/", "//")])
    _text(ET.SubElement(question, "category"), path)


def _question(quiz: ET.Element, key: str, item: Item, language: str) -> None:
    derived = answer(item)
    about, wording = item.about.get(language, ""), item.ask.get(language, "")
    question = ET.SubElement(quiz, "question", type="multichoice")
    _text(ET.SubElement(question, "name"), _shortened(about or wording or key))
    _html(question, "questiontext", _paragraphs(about) + _paragraphs(wording, "strong"))
    _html(question, "generalfeedback", _reasons(derived.sentences(derived.label, language)))
    for name, value in (
        ("defaultgrade", "1.0000000"), ("penalty", _A_THIRD), ("hidden", "0"), ("idnumber", _idnumber(key)),
        ("single", "true"), ("shuffleanswers", "false"), ("answernumbering", "abc"),
        ("showstandardinstruction", "0"),
    ):  # fmt: skip
        ET.SubElement(question, name).text = value
    for option in item.options:
        right = option.label == derived.label
        made = _html(question, "answer", _paragraphs(option.text[language]), fraction="100" if right else "0")
        _html(made, "feedback", _reasons(derived.sentences(option.label, language)))
    tags = ET.SubElement(question, "tags")
    for tag in ("heardfirst", item.topic):
        if tag:
            _text(ET.SubElement(tags, "tag"), tag)


def _html(parent: ET.Element, name: str, html: str, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, name, attributes | {"format": "html"})
    _text(made, html)
    return made


def _text(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "text").text = _NOT_IN_XML.sub("", text)


def _paragraphs(text: str, within: str = "") -> str:
    """A plain text as HTML; what looks like markup in it is shown, not obeyed."""
    parts = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
    before, after = (f"<{within}>", f"</{within}>") if within else ("", "")
    return "".join(f"<p>{before}{escape(part, quote=False)}{after}</p>" for part in parts if part)


def _reasons(sentences: Iterable[str]) -> str:
    return "".join(f"<p>{escape(sentence, quote=False)}</p>" for sentence in sentences)


def _shortened(text: str) -> str:
    """The first words, by which somebody finds a question in a long list."""
    words = " ".join(text.split())
    if len(words) <= _LONGEST_NAME:
        return words
    return words[:_LONGEST_NAME].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def _idnumber(key: str) -> str:
    """The key, by which Moodle knows a question again; one that is too long for Moodle goes by its digest."""
    return key if len(key) <= _LONGEST_IDNUMBER else hashlib.sha256(key.encode()).hexdigest()
