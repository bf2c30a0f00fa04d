"""The picture of a protocol: all that the rules say, nothing else, and nothing over its edge."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from heardfirst.protocol import Protocol, load_protocol, parse_protocol, shipped_protocols
from heardfirst.protocol.telling.drawing import COLORS, Drawing, draw

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROTOCOLS = [load_protocol(name) for name in shipped_protocols()]
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = """
[protocol]
extends = "california-dui"
name = "<script>alert(1)</script> & \\u0000\\u001b \\"x\\""
version = "]]> 1"
[[step]]
name = "visit"
role = "reach"
label = "</svg><a href='javascript:x'>Averyveryverylongwordwithoutanyspaceinitatallthatgoesonandonandonandon"
by = "supervisor"
wanted = ["missed"]
needs = ["heard"]
[[exception]]
promise = "contact-first"
step = "visit"
because = "<b>&"
cites = ["<i>"]
jurisdiction = "<u>"
citation = "9 CCR 9886 <s>"
confirmed = 2026-11-30
confirmed_by = "<script>"
"""


def texts(drawing: Drawing) -> str:
    root = ET.fromstring(drawing.svg)
    return " ".join(each.text or "" for each in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda each: each.key)
def test_picture_and_twin_hold_every_step_and_every_arrow(protocol: Protocol, language: str) -> None:
    drawing = draw(protocol, language)
    drawn = texts(drawing)
    assert [each.number for each in drawing.descriptions] == list(range(1, len(protocol.steps) + 1))
    arrows = 0
    for step, told, lines in zip(protocol.steps, drawing.descriptions, protocol.feeders, strict=True):
        assert f"{told.number}. {step.label[language]}" in drawn
        sources = {place for line in lines for place in line}
        arrows += len(sources)
        said = told.sentences[0]
        for place, other in enumerate(protocol.steps):
            assert (f"{place + 1} {other.label[language]}" in said) == (place in sources), step.name
        dashed = [
            place
            for place in sources
            if all(line.unless for line, into in zip(step.needs, lines, strict=True) if place in into)
        ]
        assert len(re.findall("can be waived|puede omitirse", said)) == len(dashed)
        assert told.label in drawing.text and all(each in drawing.text for each in told.sentences)
    root = ET.fromstring(drawing.svg)
    heads = [each for each in root.iter(f"{SVG}path") if "quiet" not in each.attrib["fill"]]
    assert len(heads) == arrows
    for exception in protocol.exceptions:
        assert exception.because[language].rstrip(".") in drawing.text
        assert {"en": "! Exception:", "es": "! Excepción:"}[language] in drawn


def test_the_picture_is_accessible_and_alone() -> None:
    drawing = draw(PROTOCOLS[0], "en")
    root = ET.fromstring(drawing.svg)
    assert root.attrib["role"] == "img"
    ids = {each.attrib.get("id") for each in root if each.tag in (f"{SVG}title", f"{SVG}desc")}
    assert set(root.attrib["aria-labelledby"].split()) == ids
    for forbidden in ("<script", "href", "http:", "https:", "url(", "@import", " on"):
        assert (
            forbidden
            not in drawing.bare.replace('"http://www.w3.org/2000/svg"', "").replace("steps in order", "")
            or forbidden == " on"
        )
    assert "prefers-color-scheme:dark" in drawing.svg and "<style" not in drawing.bare
    assert not re.search(r"\son\w+=", drawing.svg) and "style=" not in drawing.bare
    used = set(re.findall(r"var\(--([\w-]+)\)", drawing.bare)) - {"sans"}
    assert used <= set(COLORS)


def test_what_somebody_wrote_stays_text() -> None:
    drawing = draw(parse_protocol(HOSTILE.encode(), "hostile.toml"), "en")
    root = ET.fromstring(drawing.svg)
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert tags == {"svg", "title", "desc", "style", "text", "rect", "line", "circle", "path"}
    assert "<script>alert(1)</script> &" in (root.findtext(f"{SVG}title") or "")
    assert "\x00" not in drawing.text and "\x1b" not in drawing.text


OVER_THE_EDGE = """() => {
    const svg = document.querySelector('svg');
    const [, , wide, high] = svg.getAttribute('viewBox').split(' ').map(Number);
    const all = name => [...svg.querySelectorAll(name)].map(each => [each.textContent, each.getBBox()]);
    const boxes = all('rect').map(([, box]) => box).filter(box => box.width > 20);
    const right = box => box.x + box.width, low = box => box.y + box.height;
    const inside = ([, text]) => {
        const middle = text.y + text.height / 2;
        const box = boxes.find(each => middle > each.y && middle < low(each));
        return !box || (right(text) <= right(box) && text.y >= box.y - 1 && low(text) <= low(box) + 1);
    };
    const said = all('text');
    const bad = said.filter(each => each[1].x < 0 || right(each[1]) > wide || low(each[1]) > high);
    bad.push(...said.filter(each => !inside(each)));
    said.forEach(([one, a], place) => said.slice(place + 1).forEach(([other, b]) => {
        const beside = right(a) <= b.x || right(b) <= a.x, apart = low(a) <= b.y + 4 || low(b) <= a.y + 4;
        if (!beside && !apart) bad.push([`${one} / ${other}`]);
    }));
    return bad.map(each => each[0]);
}"""


def test_no_text_runs_over_its_box(browser: Browser) -> None:
    """In a real browser, in its own fonts: inside the picture, inside its box, on top of no other text."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    try:
        hostile = parse_protocol(HOSTILE.encode(), "hostile.toml")
        for protocol in (*PROTOCOLS, hostile):
            for language in ("en", "es"):
                page.set_content(f"<body>{draw(protocol, language).svg}</body>")
                wrong = page.evaluate(OVER_THE_EDGE)
                assert wrong == [], (protocol.key, language)
    finally:
        page.close()
