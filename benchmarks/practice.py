"""Practice: deriving an answer, and making questions from a protocol's own states."""

from __future__ import annotations

from itertools import count

from heardfirst.practice.answering import answer
from heardfirst.practice.exchange.shipped import shipped_items
from heardfirst.practice.generating import LEVELS, generated
from heardfirst.protocol import load_protocol

from .measuring import Row, Section, duration, in_turn, noise_of, show, times

MADE = 60


def measure() -> Section:
    """Time answers and made questions beside one decision of the same situations."""
    items = list(shipped_items().values())
    protocol = load_protocol("court-mandated-treatment")
    seeds = {level: count(start=level * 1_000_000) for level in LEVELS}  # each one asked for once

    def decided() -> None:
        for item in items:
            item.scenario.decide()

    def answered() -> None:
        for item in items:
            answer(item)

    def made(level: int) -> None:
        for _ in range(MADE):
            generated(protocol, level=level, seed=next(seeds[level]))

    works = {"decided": decided, "answered": answered}
    works |= {f"made {level}": lambda level=level: made(level) for level in LEVELS}  # type: ignore[misc]
    timings = in_turn(works, runs=7)
    one, derived = (timings[name].per_part(len(items)).best for name in ("decided", "answered"))
    rows = [
        Row(
            "an answer, with why and why not",
            duration(derived),
            "one decision",
            duration(one),
            times(derived, one),
        )
    ]
    for level in LEVELS:
        per_question = timings[f"made {level}"].per_part(MADE).best
        rows.append(
            Row(
                f"a question made, level {level}",
                duration(per_question),
                "one decision",
                duration(one),
                times(per_question, one),
            )
        )
    return Section(
        "Practice",
        f"The {len(items)} questions that were written: what each situation asks for, decided once, beside "
        "the whole answer: each option carried out act by act, with what speaks against it. Below, questions "
        f"made from the default protocol’s states, {MADE} new a run, each walked entry by entry, told in "
        "both languages and answered once to see that it has one answer.",
        tuple(rows),
        noise=noise_of(timings),
        remarks=("The design sets no goal here.",),
    )


if __name__ == "__main__":
    show(measure())
