"""
The reference of the language, made from the declarations that the readers and the rules go by: every fact,
clock, kind of entry, list, limit and reserved word, with the sentences that people read of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..files.exception_reading import MAY_BE_OVERRIDDEN
from ..files.expectations import EXPECT_KEYS
from ..files.file_keys import (
    FACT_KEYS,
    LONGEST_LABEL,
    MOST_CHECKLIST_LINES,
    MOST_EVENTS,
    MOST_OWN_FACTS,
    MOST_STEPS,
    MOST_TASKS,
    SECTIONS,
)
from ..files.loading import load_protocol, parse_protocol
from ..files.sources import LARGEST
from ..rules.effects import RESERVED
from ..rules.promises import PROMISES
from ..rules.threshold_sentences import sentences_of
from ..rules.wording import say_unit
from ..vocabulary.acts import ACTS_OF_ROLES, REPORTED_TO, disclosures_of
from ..vocabulary.atoms import ATOMS, CLOCKS_OF_FACTS, OPPOSITES
from ..vocabulary.closed_lists import LISTS
from ..vocabulary.duration import LONGEST, UNITS
from ..vocabulary.granting import LACKS
from ..vocabulary.kinds import KINDS, Kind
from ..vocabulary.protocol import DECIDERS, Step
from ..vocabulary.roles import ROLES
from ..vocabulary.terms import PERIODS, TERMS
from ..vocabulary.texts import read_texts
from ..vocabulary.thresholds import SINCE, Notified, Release, Threshold
from .phrases import fact, word

__all__ = ["ReferenceSection", "as_markdown", "own_fact_of", "reference", "table_of"]

_DEFAULT = "court-mandated-treatment"
_LISTS = ("reason", "purpose", "asker", "capacity", "report_to", "lawful_basis")
_CODE = ("name", "keys", "example", "fields", "choices", "acts", "section", "key")


@dataclass(frozen=True, slots=True)
class ReferenceSection:
    """One part: its title, what is said of it, and a table; a value is a sentence, a word, a number, or
    several words. ``columns`` are the keys of each row with their titles."""

    key: str
    title: str
    intro: str
    columns: Mapping[str, str]
    rows: tuple[Mapping[str, Any], ...]


def reference(language: str) -> list[ReferenceSection]:
    """Every section, in ``en`` or ``es``."""
    made = []
    for key, rows in _rows(language):
        words = _texts()["section"][key]
        columns = {name: str(_texts()["column"][name][language]) for name in rows[0]}
        made.append(
            ReferenceSection(key, str(words["title"][language]), str(words["intro"][language]), columns, rows)
        )
    return made


def as_markdown(sections: list[ReferenceSection], language: str) -> str:
    """The reference as a page."""
    page = _texts()["page"]
    parts = [f"# {page['title'][language]}", str(page["intro"][language])]
    for section in sections:
        parts.append(f"## {section.title}")
        parts += [section.intro] if section.intro else []
        parts.append("\n".join(table_of(section)))
    return "\n\n".join(parts) + "\n"


def table_of(section: ReferenceSection) -> list[str]:
    """One section's table, line by line."""
    rows = [list(section.columns.values()), ["---"] * len(section.columns)]
    rows += [[_cell(name, row[name]) for name in section.columns] for row in section.rows]
    return [f"| {' | '.join(row)} |" for row in rows]


_EVENTS = """[events.essay_assigned]
label = "An essay was assigned"
by = "court"
[events.essay_handed_in]
label = "The essay was handed in"
by = "client"
"""


def own_fact_of(key: str) -> tuple[str, Threshold]:
    """The example of a kind of own fact, as it is written, and what it is read as."""
    example = _toml(_texts()["example"][key])
    text = (
        f'[protocol]\nextends = "{_DEFAULT}"\nname = "Example"\nversion = "1"\n[excuse]\ndocuments = true\n'
        f'[leave]\ndocuments = true\n[fees]\non = ["missed"]\n{_EVENTS}[atoms]\nmine = {example}\n'
    )
    return example, parse_protocol(text.encode(), "example.toml").thresholds["mine"]


def _rows(language: str) -> Iterator[tuple[str, tuple[Mapping[str, Any], ...]]]:
    def words_at(*path: str) -> str:
        table: Any = _texts()
        for part in path:
            table = table[part]
        return str(table[language])

    default = load_protocol(_DEFAULT)
    yield (
        "sections",
        tuple(
            {"name": name, "keys": list(keys), "inherits": words_at("inherits", name)}
            for name, keys in SECTIONS.items()
        ),
    )
    yield (
        "keys",
        tuple(
            {"section": name, "key": key, "meaning": words_at("key", _meanings_of(name), key)}
            for name, keys in SECTIONS.items()
            for key in keys
        ),
    )
    yield (
        "facts",
        tuple(
            {"name": name, "yes": fact(name, default, language), "no": fact(f"not {name}", default, language)}
            for name in ATOMS
        )
        + tuple(
            {
                "name": name,
                "yes": fact(f"not {opposite}", default, language),
                "no": fact(opposite, default, language),
            }
            for name, opposite in OPPOSITES.items()
        ),
    )
    yield "own_facts", tuple(_own_fact(key, language) for key in FACT_KEYS)
    yield (
        "clocks",
        tuple({"name": name, "meaning": word("clock", name, language)} for name in CLOCKS_OF_FACTS),
    )
    yield "spans", tuple({"name": name, "meaning": say_unit(name, 2, language)} for name in UNITS)
    yield (
        "roles",
        tuple(
            {"name": role, "meaning": word("role", role, language), "acts": _list(ACTS_OF_ROLES.get(role))}
            for role in ROLES
        ),
    )
    yield (
        "deciders",
        (
            *({"key": "by", "name": name, "meaning": word("by", name, language)} for name in DECIDERS),
            *(
                {"key": "excuse.by, leave.by", "name": name, "meaning": label[language]}
                for name, label in LISTS["decider"].labels.items()
            ),
        ),
    )
    yield "kinds", tuple(_kind(kind, language) for kind in KINDS.values())
    yield "choices", tuple(_choices())
    yield "recipients", tuple(_recipients(language))
    yield (
        "tasks",
        tuple(
            {"name": name, "meaning": label[language], "acts": list(LISTS["task"].acts.get(name, ()))}
            for name, label in LISTS["task"].labels.items()
        ),
    )
    yield (
        "terms",
        tuple(
            {
                "name": name,
                "meaning": term.question.ask[language] if term.question else "",
                "choices": list(term.choices),
            }
            for name, term in TERMS.items()
        ),
    )
    yield "words", tuple(_words(language))
    yield (
        "promises",
        tuple(
            {
                "name": name,
                "meaning": _promise(name, language),
                "may": words_at("basis_word", "yes" if name in MAY_BE_OVERRIDDEN else "no"),
            }
            for name in PROMISES
        ),
    )
    yield "expect", tuple({"name": key, "meaning": words_at("key", "expect", key)} for key in EXPECT_KEYS)
    limits = {
        "own_facts": MOST_OWN_FACTS, "steps": MOST_STEPS, "lines": MOST_CHECKLIST_LINES,
        "tasks": MOST_TASKS, "events": MOST_EVENTS, "label": LONGEST_LABEL, "file": LARGEST, "span": LONGEST,
    }  # fmt: skip
    yield (
        "limits",
        tuple({"meaning": words_at("limit", name), "number": number} for name, number in limits.items()),
    )
    yield "reserved", tuple({"name": name} for name in sorted(RESERVED))


def _promise(name: str, language: str) -> str:
    """What a promise says, and what else is to be known of it."""
    details = _texts()["promise_detail"].get(name)
    return " ".join([word("promise", name, language), *([str(details[language])] if details else [])])


def _meanings_of(section: str) -> str:
    return "granting" if section in ("excuse", "leave") else section


def _own_fact(key: str, language: str) -> Mapping[str, Any]:
    example, threshold = own_fact_of(key)
    return {
        "name": key,
        "keys": [other for other in FACT_KEYS[key] if other != key],
        "example": example,
        "yes": sentences_of(threshold, language).yes,
    }


def _kind(kind: Kind, language: str) -> Mapping[str, Any]:
    acts = list(kind.acts) + (["by_hand"] if kind.by_hand else [])
    return {
        "name": kind.name,
        "meaning": kind.label[language],
        "by": str(_texts()["basis_word"][kind.by][language]),
        "fields": [f"{name}*" if field.choices else name for name, field in kind.fields.items()],
        "acts": acts,
    }


def _choices() -> Iterator[Mapping[str, Any]]:
    """Each field that chooses from a list, once for all kinds that have the same."""
    homes: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for kind in KINDS.values():
        for name, field in kind.fields.items():
            if field.choices:
                homes.setdefault((name, field.choices), []).append(kind.name)
    for (name, choices), kinds in homes.items():
        yield {"name": name, "keys": kinds, "choices": list(choices)}


def _recipients(language: str) -> Iterator[Mapping[str, Any]]:
    words = _texts()["basis_word"]
    yield {"name": "court.reported", "meaning": str(words["order"][language]), "basis": "`lawful_basis`"}
    for to, label in LISTS["recipient"].labels.items():
        thresholds: dict[str, Threshold] = {"them_told": Notified(to), f"{to}_basis": Release(to)}
        step = Step("tell", "report", {}, (), brings=("them_told",), writes=("disclosure.made",))
        (disclosure,) = disclosures_of(step, thresholds, mandated=True, referrer="referrer")
        basis = str(words["of"][language]).format(fact=disclosure.basis[0], to=disclosure.to)
        if to in REPORTED_TO:
            basis += f"; {words['by_law'][language]}"
        yield {"name": to, "meaning": label[language], "basis": basis}


def _words(language: str) -> Iterator[Mapping[str, Any]]:
    for name in _LISTS:
        labels = LISTS[name].labels
        yield {
            "name": name,
            "choices": list(labels),
            "meaning": "; ".join(label[language] for label in labels.values()),
        }
    yield {"name": "agreed", "choices": list(LISTS["step"].values), "meaning": ""}
    for name, values in (("since", SINCE), ("lacks", LACKS), ("per", PERIODS)):
        yield {"name": name, "choices": list(values), "meaning": ""}


def _list(value: str | None) -> list[str]:
    return [value] if value else []


def _cell(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_cell(name, part) for part in value)
    if isinstance(value, int):
        return f"{value:,}"
    text = str(value)
    if name == "fields" and text.endswith("*"):
        return f"`{text[:-1]}`\\*"
    return f"`{text}`" if name in _CODE and text else text.replace("|", "\\|")


def _toml(value: Any) -> str:
    """A value of the examples as one writes it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }"
    return json.dumps(value)


@lru_cache(maxsize=1)
def _texts() -> Mapping[str, Any]:
    return read_texts(__package__, "reference.toml")
