"""The look's own promises: small, without inline styles, and readable in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import heardfirst.web
from heardfirst.protocol.telling.drawing import COLORS

WEB = Path(heardfirst.web.__file__).parent
STYLE = (WEB / "static" / "heardfirst" / "heardfirst.css").read_text("utf-8")
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
BLOCK = re.compile(r"\{([^{}]*--paper:[^{}]*)\}")
# Pages whose questions may stand in an address, because none of them is about a client.
ASKS_OF_NO_CLIENT = {"directory/directory.html", "practice/own.html"}
ON_WHAT = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "sunk"),
    ("ink", "main-tint"),
    ("ink", "warm-tint"),
    ("quiet", "paper"),
    ("quiet", "card"),
    ("quiet", "sunk"),
    ("main", "card"),
    ("main", "paper"),
    ("main", "main-tint"),
    ("main-deep", "main-tint"),
    ("on-main", "main"),
    ("on-main", "main-deep"),
    ("warm-ink", "warm-tint"),
    ("warm-ink", "card"),
    *((name, "card") for name in COLORS if name.startswith("role-")),
]


def palettes() -> list[dict[str, str]]:
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block)) for block in BLOCK.findall(STYLE)]
    assert len(found) == 3
    return [
        {
            name: value if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:])
            for name, value in each.items()
        }
        for each in found
    ]


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_style_sheet_stays_small() -> None:
    assert len(STYLE.encode()) < 40_000


def test_both_dark_twins_are_one_and_name_all_of_lights_colors() -> None:
    light, asked_the_device, asked_us = palettes()
    assert asked_the_device == asked_us
    assert set(light) == set(asked_us)


def test_pictures_that_stand_alone_have_the_screens_colors() -> None:
    for place, palette in enumerate(palettes()[:2]):
        alone = {name: pair[place] for name, pair in COLORS.items()}
        spelled = {
            name: value if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:])
            for name, value in alone.items()
        }
        assert spelled.items() <= palette.items()


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize(("text", "ground"), ON_WHAT)
def test_text_is_readable_on_its_ground(text: str, ground: str, place: int) -> None:
    colors = palettes()[place]
    assert contrast(colors[text], colors[ground]) >= 4.5


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize(
    ("edge", "ground"),
    [("edge", "card"), ("edge", "paper"), ("ring", "card"), ("ring", "paper"), ("warm", "card")],
)
def test_edges_of_controls_are_seen(edge: str, ground: str, place: int) -> None:
    colors = palettes()[place]
    assert contrast(colors[edge], colors[ground]) >= 3


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_have_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son\w+\s*=", text)
    assert "<style" not in text and "hx-on" not in text and "javascript:" not in text
    for script in re.findall(r"<script[^>]*>", text):
        assert " src=" in script


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_sends_has_its_token(path: Path) -> None:
    text = path.read_text("utf-8")
    for form in re.findall(r"<form.*?</form>", text, re.DOTALL):
        if 'method="get"' in form and path.relative_to(WEB / "templates").as_posix() in ASKS_OF_NO_CLIENT:
            continue
        assert 'method="post"' in form and "{% form_tokens %}" in form


def test_nothing_is_fetched_from_elsewhere() -> None:
    files = [*TEMPLATES, *(WEB / "static").rglob("*.css"), *(WEB / "static").rglob("*.js")]
    for path in files:
        assert not re.search(r"(src|href|url\()\s*=?\s*[\"'(]?(https?:)?//", path.read_text("utf-8")), (
            path.name
        )
