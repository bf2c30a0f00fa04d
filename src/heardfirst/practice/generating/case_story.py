"""Telling a made-up situation: what happened, in sentences of either language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from random import Random
from typing import Any

from heardfirst.protocol import KINDS, Entry, Protocol
from heardfirst.protocol.vocabulary.texts import Text, read_texts

from .case_generator import GeneratedCase
from .date_words import day_and_hour, hour_alone, just_day

__all__ = ["ask", "cannot_tell", "story"]

_LANGUAGES = ("en", "es")
_FIELDS = (
    "by",
    "channel",
    "outcome",
    "why",
    "cause",
    "intends",
    "understood",
    "about",
    "form",
    "risk",
    "agreed",
    "step",
)


def cannot_tell(walked: GeneratedCase) -> bool:
    """Whether something happened on the way that there is no sentence for."""
    return any(
        entry.kind != "order.changed" and not _ways(entry, walked) for entry in walked.scenario.entries
    )


def story(walked: GeneratedCase, chance: Random, name: str) -> Mapping[str, str]:
    """The situation as the learner reads it, in English and Spanish."""
    table, entries = _table(), [entry for entry in walked.scenario.entries if entry.kind != "order.changed"]
    pairs = [_opening(walked, chance, name)]
    pairs += [
        {language: table["terms"][key][language].format(name=name, **more) for language in _LANGUAGES}
        for key, more in _terms(walked)
    ]
    before: datetime | None = None
    for entry in sorted(entries, key=lambda entry: (entry.recorded, entry.seq)):
        pairs.append(_sentences_of(entry, walked, chance, name, before))
        before = entry.recorded
    pairs.append(_ending(walked, chance, before))
    return {language: " ".join(pair[language] for pair in pairs) for language in _LANGUAGES}


def ask(chance: Random) -> Mapping[str, str]:
    """The question itself."""
    drawn = chance.choice(_table()["ending"]["ask"])
    return {language: str(drawn[language]) for language in _LANGUAGES}


def _opening(walked: GeneratedCase, chance: Random, name: str) -> dict[str, str]:
    table, terms = _table(), _order(walked)
    ways = table["opening"]["mandated" if terms else "voluntary"]
    drawn, service = chance.choice(ways), table["service"][walked.service]
    opening = {
        language: drawn[language].format(name=name, service=service[language]) for language in _LANGUAGES
    }
    stake = table["at_stake"].get(terms.get("at_stake", ""))
    return {
        language: f"{opening[language]} {stake[language]}" if stake else opening[language]
        for language in _LANGUAGES
    }


def _order(walked: GeneratedCase) -> Mapping[str, Any]:
    first = walked.scenario.entries[0]
    terms: Mapping[str, Any] = first.details["terms"] if first.kind == "order.changed" else {}
    return terms


def _terms(walked: GeneratedCase) -> list[tuple[str, dict[str, object]]]:
    """Which sentences tell the order's terms, and what fills them."""
    terms = _order(walked)
    if not terms:
        return []
    filled_sentences: list[tuple[str, dict[str, object]]] = []
    duty = terms.get("report_within")
    if duty is None and walked.scenario.protocol.report is not None:
        filled_sentences.append(("own_duty", {}))
    if duty is False:
        filled_sentences.append(("no_reports", {}))
    elif duty:
        filled_sentences.append((f"report_{duty['of']}", {"days": duty["business_days"]}))
    basis = terms.get("basis")
    if basis is not None:
        filled_sentences.append((basis, {}))
    elif duty or any(entry.kind.startswith("consent.") for entry in walked.scenario.entries):
        filled_sentences.append(("no_basis", {}))
    if terms.get("charges"):
        filled_sentences.append(("charges", {}))
    return filled_sentences


def _ways(entry: Entry, walked: GeneratedCase) -> Sequence[Text]:
    """The sentences that tell an entry: those of the longest key that its details fit."""
    kind = KINDS[entry.kind]
    if kind.of_a_court and not _order(walked):
        return ()
    values = [str(entry.details[name]) for name in _FIELDS if name in entry.details]
    if entry.kind == "session.booked" and "by" not in entry.details:
        values = ["desk"]
    for key in (" ".join(values), *reversed(values), ""):
        known = [telling.text for telling in kind.practice_sentences if telling.key == key]
        if known and not _hides(entry, key):
            return known
    if not walked.by_step.get(entry.id):
        return ()
    return [telling.text for telling in KINDS["step.done"].practice_sentences if not telling.key]


def _hides(entry: Entry, key: str) -> bool:
    """Whether a sentence would leave out what was agreed with the supervisor."""
    agreed = entry.details.get("agreed")
    return agreed is not None and agreed not in key


def _sentences_of(
    entry: Entry, walked: GeneratedCase, chance: Random, name: str, before: datetime | None
) -> dict[str, str]:
    drawn, table = chance.choice(_ways(entry, walked)), _table()
    protocol, step = walked.scenario.protocol, walked.by_step.get(entry.id, "")
    zone = walked.scenario.calendar.tz
    at = entry.at.astimezone(zone)
    same_day = before is not None and before.astimezone(zone).date() == at.date()
    sentences = {}
    for language in _LANGUAGES:
        filled = {
            "name": name,
            "when": hour_alone(at, language) if same_day else day_and_hour(at, language, begins=True),
            "when_in": just_day(at, language),
            "when_of": just_day(at, language, of=True),
            "starts": _moment(entry, "starts_at", language, zone),
            "until": _moment(entry, "until", language, zone),
            "barriers": _listed(table["barriers"], entry.details.get("barriers", ()), language),
            "actions": _listed(
                table["actions"], [detail["what"] for detail in entry.details.get("actions", ())], language
            ),
            "step": protocol.step(step).label[language] if step in protocol.places else "",
            "event": _event_of(entry, protocol, language),
        }
        sentence = drawn[language].format_map(filled)
        sentences[language] = sentence[:1].upper() + sentence[1:]
    return sentences


def _event_of(entry: Entry, protocol: Protocol, language: str) -> str:
    name = str(entry.details.get("event", ""))
    return protocol.events[name].label[language] if name in protocol.events else name.replace("_", " ")


def _moment(entry: Entry, key: str, language: str, zone: Any) -> str:
    text = entry.details.get(key)
    return day_and_hour(datetime.fromisoformat(text).astimezone(zone), language) if text else ""


def _listed(words: Mapping[str, Mapping[str, str]], named: Sequence[str], language: str) -> str:
    joiner = " and " if language == "en" else " y "
    return joiner.join(words[word][language] if word in words else word.replace("_", " ") for word in named)


def _ending(walked: GeneratedCase, chance: Random, before: datetime | None) -> dict[str, str]:
    zone, now = walked.scenario.calendar.tz, walked.scenario.now
    long_ago = before is None or (now - before).days >= 2
    drawn = chance.choice(_table()["ending"]["quiet" if long_ago else "now"])
    return {
        language: drawn[language].format(now=day_and_hour(now.astimezone(zone), language, bare=True))
        for language in _LANGUAGES
    }


@cache
def _table() -> Mapping[str, Any]:
    return read_texts(__package__, "telling.toml")
