"""What a protocol's own facts say, in English and Spanish, by what each is and never by its name.

The sentences stand in ``threshold_sentences.toml``, with gaps for the numbers, spans, recipients and tasks of
a threshold. A reason about a case and the reading aloud of a protocol take them from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ..vocabulary.closed_lists import LISTS
from ..vocabulary.duration import Span
from ..vocabulary.tasks_and_events import OwnEvent
from ..vocabulary.texts import LANGUAGES, first_small, read_texts
from ..vocabulary.thresholds import (
    Agreed,
    AsksBack,
    Capacity,
    Done,
    FeeOwed,
    Gap,
    Happened,
    Inquiry,
    Lacking,
    MakeUps,
    MakeUpsOverdue,
    Misses,
    Notified,
    OrderSays,
    Phase,
    Release,
    Responses,
    Threshold,
    Tries,
    Unpaid,
    Unseen,
)
from .wording import say_all, say_list, say_span

__all__ = ["ThresholdSentences", "sentences_of"]

_Gaps = dict[str, Any]
_Entry = tuple[Mapping[str, Any], _Gaps]


@dataclass(frozen=True, slots=True)
class ThresholdSentences:
    """The sentences of one threshold: that it holds, that it does not, and how its numbers are counted where
    the sentences are too short to tell (``not_counted``).

    ``need`` is what somebody can do so that it holds, ``need_not`` so that it holds no more; empty where
    nobody can. ``moment`` names when it came to hold, as in "within 2 days of …"; ``deadline`` by when
    something is due that is due at that moment, empty where the moment tells it.
    """

    yes: str
    no: str
    need: str = ""
    need_not: str = ""
    moment: str = ""
    deadline: str = ""
    not_counted: str = ""


@lru_cache(maxsize=1024)
def sentences_of(threshold: Threshold, language: str) -> ThresholdSentences:
    """The sentences of a threshold in ``en`` or ``es`` (any other language reads English)."""
    language = language if language in LANGUAGES else "en"
    entry, gaps = _ENTRY_OF[type(threshold)](threshold, language)
    made = {key: _filled(text, gaps, language) for key, text in entry.items()}
    if since := gaps.get("since"):
        made |= {key: _since(made[key], since, language) for key in ("yes", "no")}
    sentences = ThresholdSentences(not_counted=gaps.get("not_counted", ""), **made)
    if not sentences.moment:
        sentence = first_small(sentences.yes.rstrip("."))
        moment = str(_entry("no_moment", language)["moment"]).format(sentence=sentence)
        sentences = replace(sentences, moment=moment)
    return sentences


@lru_cache(maxsize=1)
def _texts() -> Mapping[str, Any]:
    return read_texts(__package__, "threshold_sentences.toml")


def _entry(key: str, language: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _texts()[key][language]
    return found


def _word(table: str, key: str, language: str) -> Any:
    return _texts()[table][key][language]


def _frame(key: str, language: str, *parts: object, **gaps: object) -> str:
    return str(_word("frame", key, language)).format(*parts, **gaps)


def _filled(text: str | list[str], gaps: _Gaps, language: str) -> str:
    """A sentence with its gaps filled; of two, the one for its count."""
    if not isinstance(text, str):
        text = text[0 if gaps["count"] == 1 else 1]
    sentence = text.format_map(gaps)
    # A label may begin with the article that Spanish draws together with "a" and "de".
    return sentence.replace(" a el ", " al ").replace(" de el ", " del ") if language == "es" else sentence


def _since(sentence: str, since: str, language: str) -> str:
    sentence = sentence.rstrip(".")
    return _frame(
        "since", language, sentence=sentence, sentence_small=first_small(sentence), since=since,
        Since=since[:1].upper() + since[1:],
    )  # fmt: skip


def _label(name: str, value: str, language: str) -> str:
    """The label of a value of a closed list, as it stands inside a sentence."""
    return first_small(LISTS[name].labels[value][language])


def _either(words: list[str], language: str) -> str:
    return say_list(words, _word("frame", "or", language))


def _moment_since(since: str, language: str) -> _Gaps:
    return {"since": "" if since == "start" else _word("since", since, language)}


# -- counts


def _tries(value: Tries, language: str) -> _Entry:
    wanted = (("days", value.days), ("channels", value.channels), ("times", value.times_of_day))
    parts = [_frame(key, language, number) for key, number in wanted if number > 1]
    if value.by:
        parts.append(
            _frame("by", language, _either([_label("channel", way, language) for way in value.by], language))
        )
    parts += [_frame("must", language, _label("channel", way, language)) for way in value.must]
    how = say_all(parts, language)
    period = _word("period", value.per, language) if value.per else ""
    return _entry("tries", language), {
        "count": value.attempts,
        "when": f" {period}" if period else "",
        "when_and": _frame("period_and", language, period) if period else "",
        "how": _frame("how", language, how) if how else "",
        "how_aside": _frame("how_aside", language, how) if how else "",
    }


def _misses(value: Misses, language: str) -> _Entry:
    how = _frame("within", language, say_span(value.within, language)) if value.within else ""
    if value.in_a_row and (value.by_months or value.missed != 1):
        how += _frame("in_a_row", language)
    how += f" {_word('period', value.per, language)}" if value.per else ""
    how += _narrowed(value, language)
    if value.missed is not None and not value.by_months:
        return _entry("misses", language), {"count": value.missed, "how": how}
    limit = "; ".join(_limits(value.by_months, value.missed, language)) or _frame("no_limit", language)
    return _entry("misses_by_months", language), {"how": how, "limit": limit}


def _narrowed(value: Misses, language: str) -> str:
    """Which of the lost sessions count alone, by how they were lost, what they were for, and since when."""
    ways = [_word("absence", way, language) for way in value.of]
    which = _either(ways, language) if ways else ""
    if value.purposes:
        which += _frame(
            "for", language, _either([_label("purpose", one, language) for one in value.purposes], language)
        )
    since = _word("since", value.since, language) if value.since else ""
    if not which and not since:
        return ""
    head = _frame("those", language) if not ways else ""
    return _frame("only", language, f"{head}{which}{' ' if since else ''}{since}")


def _limits(by_months: tuple[tuple[int, int], ...], others: int | None, language: str) -> list[str]:
    """How many it takes, program by program; those with the same number together."""
    programs: dict[int, list[str]] = {}
    for months, count in by_months:
        programs.setdefault(count, []).append(str(months))
    limits = [
        _frame("in_program", language, count=count, months=_either(months, language))
        for count, months in programs.items()
    ]
    return limits + ([_frame("in_others", language, count=others)] if others is not None else [])


def _responses(value: Responses, language: str) -> _Entry:
    within = _frame("begun", language, say_span(value.within, language)) if value.within else ""
    entry = _entry("responses_2" if value.responses == 2 else "responses", language)
    return entry, {"count": value.responses, "within": within}


def _make_ups(value: MakeUps | MakeUpsOverdue, language: str) -> _Entry:
    one, more = zip(*(_outcome(outcome, language) for outcome in value.of), strict=True)
    gaps = {
        "count": value.number,
        "one": _either(list(one), language),
        "more": _either(list(more), language),
    }
    if isinstance(value, MakeUpsOverdue):
        return _entry("make_ups_after", language), {**gaps, "span": say_span(value.after, language)}
    return _entry("make_ups", language), gaps


def _outcome(outcome: str, language: str) -> list[str]:
    """One session that came out so, and more of them."""
    words: list[str] = _word("outcome", outcome, language)
    return words


# -- days


def _gap(value: Gap, language: str) -> _Entry:
    exempt = [
        _frame("last_months", language, last=_months(last, language), months=_months(months, language))
        for months, last in value.exempt_last
    ]
    return _entry("gap", language), {
        "count": value.days,
        "span": say_span(Span(value.days, "days"), language),
        "or_leave": _frame("transfer" if value.anew_after_transfer else "leave", language),
        "or_exempt": _frame("exempt", language) if exempt else "",
        "not_counted": _frame("not_counted", language, say_all(exempt, language)) if exempt else "",
    }


def _months(number: int, language: str) -> str:
    return say_span(Span(number, "months"), language)


def _unseen(value: Unseen, language: str) -> _Entry:
    entry = _entry("unseen_home" if value.at_home else "unseen", language)
    return entry, {"span": say_span(value.span, language)}


def _unpaid(value: Unpaid, language: str) -> _Entry:
    return _entry("unpaid", language), {"span": say_span(value.span, language)}


# -- states of things


def _lacking(value: Lacking, language: str) -> _Entry:
    return _entry(value.of, language), dict(_word("lacking", value.what, language))


def _inquiry(value: Inquiry, language: str) -> _Entry:
    if value.by in ("anyone", "authority"):
        return _entry(f"inquiry_{value.by}", language), {}
    return _entry("inquiry", language), {"who": _label("asker", value.by, language)}


def _notified(value: Notified, language: str) -> _Entry:
    gaps = {
        "who": _label("recipient", value.to, language),
        "Who": LISTS["recipient"].labels[value.to][language],
    }
    return _entry("notified", language), gaps | _moment_since(value.since, language)


def _release(value: Release, language: str) -> _Entry:
    return _entry("release", language), {"who": _label("recipient", value.to, language)}


def _done(value: Done, language: str) -> _Entry:
    if value.own is not None:
        how = _since_then(value.since, language)
        return _entry("done_own", language), {"label": _quoted(value.own.label[language]), "how": how}
    task: Mapping[str, Any] = _word("task", value.task, language)
    return {**task, "moment": task["need"]}, _moment_since(value.since, language)


def _happened(value: Happened, language: str) -> _Entry:
    how = _frame("within", language, say_span(value.within, language)) if value.within else ""
    how += f" {_word('period', value.per, language)}" if value.per else ""
    how += _since_then(value.since, language)
    gaps: _Gaps = {"count": value.times or 0, "label": _quoted(value.event.label[language]), "how": how}
    entry = dict(_entry("happened_by_months" if value.by_months else "happened", language))
    often = _frame("times_over", language, value.times) if value.times != 1 else ""
    if value.by_months:
        gaps["limit"] = often = "; ".join(_limits(value.by_months, value.times, language))
    if value.event.by not in ("staff", "client"):
        entry.pop("need", None)  # nobody here can bring it about
    if value.until is None:
        return entry, gaps
    often = f" ({(often + how).strip()})" if often or how else ""
    gaps |= {"often": often, "what": _what_ends(value.until, language)}
    ends = dict(_entry(_END_OF[type(value.until)], language))
    if isinstance(value.until, OwnEvent) and value.until.by not in ("staff", "client"):
        del ends["need_not"]
    return entry | ends, gaps


def _what_ends(until: OwnEvent | Done | Notified, language: str) -> str:
    if isinstance(until, Notified):
        return _label("recipient", until.to, language)
    own = until if isinstance(until, OwnEvent) else until.own
    label = own.label if own is not None else LISTS["task"].labels[getattr(until, "task", "")]
    return _quoted(label[language])


def _quoted(label: str) -> str:
    """What a program calls something itself, which need not fit into a sentence."""
    return f"“{label}”"


def _since_then(since: str, language: str) -> str:
    words = _moment_since(since, language)["since"]
    return f" {words}" if words else ""


def _agreed(value: Agreed, language: str) -> _Entry:
    task = _texts()["task"].get(value.on)
    what = task[language]["need"] if task else _word("step", value.on, language)
    return _entry("agreed", language), {"what": what} | _moment_since("miss", language)


def _phase(value: Phase, language: str) -> _Entry:
    return _entry("phase", language), {"phases": _either([str(phase) for phase in value.phases], language)}


def _capacity(value: Capacity, language: str) -> _Entry:
    labels = [_label("capacity", capacity, language) for capacity in value.capacities]
    return _entry("capacity", language), {"who": _either(labels, language)}


def _order_says(value: OrderSays, language: str) -> _Entry:
    return _word("term", value.term, language), {}


_END_OF: Mapping[type, str] = {
    OwnEvent: "until_event",
    Done: "until_done",
    Notified: "until_told",
}
_ENTRY_OF: Mapping[type, Callable[[Any, str], _Entry]] = {
    Tries: _tries,
    Misses: _misses,
    Responses: _responses,
    Gap: _gap,
    Unseen: _unseen,
    FeeOwed: lambda _value, language: (_entry("fee", language), {}),
    Unpaid: _unpaid,
    Lacking: _lacking,
    Inquiry: _inquiry,
    Notified: _notified,
    Release: _release,
    Done: _done,
    Happened: _happened,
    Agreed: _agreed,
    Phase: _phase,
    Capacity: _capacity,
    OrderSays: _order_says,
    MakeUps: _make_ups,
    MakeUpsOverdue: _make_ups,
    AsksBack: lambda _value, language: (_entry("asks_back", language), {}),
}
