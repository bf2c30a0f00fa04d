"""The measures of how hard a text is, against words and texts counted by hand."""

from __future__ import annotations

import pytest

from tests.guide.plain_words import blame_in
from tests.guide.reading_ease import ease, english_syllables, grade, spanish_syllables

pytestmark = pytest.mark.once  # no database is asked here


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("help", 1), ("judge", 1), ("missed", 1), ("times", 1), ("you’re", 1), ("wanted", 2), ("session", 2),
        ("little", 2), ("places", 2), ("reminder", 3), ("family", 3), ("participation", 5),
    ],
)  # fmt: skip
def test_english_syllables(word: str, number: int) -> None:
    assert english_syllables(word) == number


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("sí", 1), ("bien", 1), ("quién", 1), ("día", 2), ("sesión", 2), ("cuidado", 3), ("ayuda", 3),
        ("leer", 2), ("guerra", 2), ("transporte", 3), ("reunificación", 5),
    ],
)  # fmt: skip
def test_spanish_syllables(word: str, number: int) -> None:
    assert spanish_syllables(word) == number


def test_hard_text_is_seen_to_be_hard() -> None:
    assert grade("The cat sat on the mat.") < 1
    assert grade("Participation in rehabilitative programming constitutes a mandatory condition.") > 15
    assert ease("El gato come pan. Hoy hay sol.") > 90
    assert ease("La participación en actividades rehabilitativas constituye una condición obligatoria.") < 30


def test_blame_is_seen() -> None:
    assert blame_in("You failed to attend. I must warn you.", "en") == ["fail", "must", "warn"]
    assert blame_in("Usted incumplió y habrá consecuencias.", "es") == ["incumpl", "consecuenc"]
    assert blame_in("We got it wrong. How can we help?", "en") == []
