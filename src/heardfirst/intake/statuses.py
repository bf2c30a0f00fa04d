"""What a clinic's word for how a session went means here.

A status is read as a set of ideas (*did not come*, *called off*, *late*, *by the client* …). A word that is
not known leaves the whole status unknown, and two ideas that do not go together do too: then a person is
asked. One code in use at many clinics means both "did not come" and "told us late"; it is asked for as
well, since the two are different things to hold against somebody.

Sources of the words: HL7 FHIR R4 ``Appointment.status`` and its cancellation reasons; the exports of common
practice systems in English and Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType

from django.utils.translation import gettext as _

from heardfirst.protocol import KINDS
from heardfirst.protocol.vocabulary.texts import LANGUAGES

from .status_words import IDEA_OF_PHRASE, IDEA_OF_WORD
from .text_folding import fold

__all__ = [
    "OUTCOMES",
    "StatusMeaning",
    "StatusOutcome",
    "meaning_of_status",
    "outcome_label",
    "party",
    "suggestions",
    "with_reason",
    "yes_or_no",
]


@dataclass(frozen=True, slots=True)
class StatusOutcome:
    """What a status becomes: an entry kind with details, or no entry at all (``kind`` is None)."""

    kind: str | None
    details: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    late: bool = False
    """Called off late: the notice is taken as shorter than the provider's own limit, where nothing better
    is known."""


OUTCOMES: Mapping[str, StatusOutcome] = MappingProxyType(
    {
        "attended": StatusOutcome("session.attended"),
        "late": StatusOutcome("session.attended"),
        "missed": StatusOutcome("session.missed"),
        "late cancel": StatusOutcome("session.canceled", {"by": "client"}, late=True),
        "canceled by client": StatusOutcome("session.canceled", {"by": "client"}),
        "canceled by provider": StatusOutcome("session.canceled", {"by": "provider"}),
        "canceled by weather": StatusOutcome("session.canceled", {"by": "outside"}),
        "canceled": StatusOutcome("session.canceled"),
        "excused": StatusOutcome("session.excused", {"by": "provider"}),
        "turned away": StatusOutcome("session.turned_away"),
        "no interpreter": StatusOutcome("session.disrupted", {"cause": "interpreter"}),
        "technical": StatusOutcome("session.disrupted", {"cause": "technical"}),
        "moved": StatusOutcome("session.moved"),
        "moved by client": StatusOutcome("session.moved", {"by": "client"}),
        "moved by provider": StatusOutcome("session.moved", {"by": "provider"}),
        "booked": StatusOutcome("session.booked"),
        "unknown": StatusOutcome(None),
        "not a session": StatusOutcome(None),
        "void": StatusOutcome(None),
    }
)
"""Every outcome a status can have: a closed list, used by the mapping file, the questions and the screens."""


@dataclass(frozen=True, slots=True)
class StatusMeaning:
    """An outcome (a key of OUTCOMES), and how late she came where the status itself says it, in minutes."""

    outcome: str
    late_minutes: int | None = None


def outcome_label(outcome: str) -> str:
    """An outcome in words a person can choose by, in the active language."""
    return {
        "attended": _("came"),
        "late": _("came late"),
        "missed": _("did not come"),
        "late cancel": _("canceled late"),
        "canceled by client": _("canceled by the client"),
        "canceled by provider": _("canceled by the provider"),
        "canceled by weather": _("canceled because of weather or a closure"),
        "canceled": _("canceled, not known by whom"),
        "excused": _("absent and excused"),
        "turned away": _("came but was turned away"),
        "no interpreter": _("could not be held: no interpreter"),
        "technical": _("could not be held: technical problem"),
        "moved": _("rescheduled"),
        "moved by client": _("rescheduled by the client"),
        "moved by provider": _("rescheduled by the provider"),
        "booked": _("booked, in the future"),
        "unknown": _("outcome not recorded"),
        "not a session": _("not a session (waitlist, request)"),
        "void": _("entered by mistake"),
    }[outcome]


_MEANINGS: Mapping[frozenset[str], str] = {
    frozenset(ideas.split()): outcome
    for ideas, outcome in {
        "missed": "missed",
        "missed client": "missed",
        "missed unexcused": "missed",
        "unexcused": "missed",
        "missed excused": "excused",
        "excused": "excused",
        "excused client": "excused",
        "canceled excused": "excused",
        "canceled client excused": "excused",
        "canceled": "canceled",
        "canceled client": "canceled by client",
        "canceled provider": "canceled by provider",
        "canceled provider late": "canceled by provider",
        "canceled outside": "canceled by weather",
        "canceled outside late": "canceled by weather",
        "canceled provider outside": "canceled by weather",
        "outside": "canceled by weather",
        "provider outside": "canceled by weather",
        "canceled late": "late cancel",
        "canceled client late": "late cancel",
        "late_canceled": "late cancel",
        "late_canceled client": "late cancel",
        "late_canceled late canceled": "late cancel",
        "late_canceled provider": "canceled by provider",
        "came": "attended",
        "came client": "attended",
        "came provider": "attended",
        "came late": "late",
        "came_late": "late",
        "came_late client": "late",
        "late": "late",
        "late client": "late",
        "moved": "moved",
        "moved client": "moved by client",
        "moved provider": "moved by provider",
        "moved canceled": "moved",
        "moved canceled client": "moved by client",
        "moved canceled provider": "moved by provider",
        "booked": "booked",
        "booked client": "booked",
        "booked provider": "booked",
        "void": "void",
        "unknown": "unknown",
        "waiting": "not a session",
        "turned_away": "turned away",
        "turned_away late": "turned away",
        "no_interpreter": "no interpreter",
        "no_interpreter canceled": "no interpreter",
        "technical": "technical",
        "technical canceled": "technical",
    }.items()
}

_PHRASE = re.compile(
    r"\b(" + "|".join(map(re.escape, sorted(IDEA_OF_PHRASE, key=len, reverse=True))) + r")\b"
)
_MINUTES = re.compile(r"\b(\d{1,3})\s*(?:min|mins|minutes|minutos)\b")
_HOURS = r"\s*(?:(?:24|48|72)\b|\d{1,3}(?=\s*h))\s*(?:h|hr|hrs|hour|hours|hora|horas)?\b\.?"
_NOTICE_UNDER = re.compile(r"(?:<=?|≤|\b(?:less than|within|under|menos de))" + _HOURS, re.IGNORECASE)
_NOTICE_OVER = re.compile(r"(?:>=?|≥|\b(?:more than|over|at least|m[aá]s de))" + _HOURS, re.IGNORECASE)
_MARKS = re.compile(r"[*+#?=!%^&@~]")
"""Marks that one clinic put a meaning into: ``NS*`` need not be ``NS``."""
_LONGEST = 200
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# A bare "tarde" may be the afternoon, and a bare "miss" a title.
_NEVER_ALONE = frozenset({"tarde", "miss", "us", "personal"})


def _outcome_of_label() -> dict[str, str]:
    """What our own labels of entries mean, folded, in each language. A label that does not settle which
    outcome it is, as of a session that could not take place, is left out."""
    found: dict[str, str] = {}
    for kind in {outcome.kind: None for outcome in OUTCOMES.values() if outcome.kind is not None}:
        named = [name for name, outcome in OUTCOMES.items() if outcome.kind == kind]
        plain = [name for name in named if not OUTCOMES[name].details]
        if plain or len(named) == 1:
            for language in LANGUAGES:
                found[fold(KINDS[kind].label[language])] = (plain or named)[0]
    return found


_OUTCOME_OF_LABEL: Mapping[str, str] = _outcome_of_label()

# HL7 appointment-cancellation-reason, where the code itself says whose doing it was.
_REASON_CODES: Mapping[str, str] = {
    fold(code): whose
    for whose, codes in {
        "client": "pat pat-crs pat-cpp pat-dec pat-fb pat-lt pat-mt pat-mv pat-preg pat-swl pat-uwp",
        "provider": "prov prov-pers prov-dch prov-edu prov-hosp prov-labs prov-mri prov-onc maint meds-inc",
        "outside": "oth-weath",
    }.items()
    for code in codes.split()
}


@lru_cache(maxsize=8192)
def meaning_of_status(status: str) -> StatusMeaning | None:
    """What a status means, or None when that is not certain and a person is to be asked.

    Case, accents and punctuation make no difference. An empty status means that nobody recorded an outcome.
    """
    if len(status) > _LONGEST or _MARKS.search(status):
        return None
    plain = _NOTICE_OVER.sub(" ", _NOTICE_UNDER.sub(" late ", status))
    text = fold(_CAMEL.sub(" ", plain))
    if not text:
        return StatusMeaning("unknown") if not fold(status) else None
    if text in _NEVER_ALONE:
        return None
    if text in _OUTCOME_OF_LABEL:
        return StatusMeaning(_OUTCOME_OF_LABEL[text])
    ideas = _ideas(text)
    if ideas is None:
        ideas = _ideas(fold(plain))
    if ideas is None:
        return None
    outcome = _MEANINGS.get(ideas)
    if outcome is None:
        return None
    minutes = _MINUTES.search(text)
    return StatusMeaning(outcome, int(minutes.group(1)) if minutes and outcome == "late" else None)


def with_reason(status: str, reason: str) -> str:
    """A status together with a reason that says itself how the session went: ``cancelled / no show``.

    Many systems file a no-show under "cancelled", and some hold one row to be both fulfilled and a no-show.
    A reason in free words, or one that only says whose doing it was, leaves the status as it is.
    """
    reason_meaning = meaning_of_status(reason) if reason.strip() else None
    if reason_meaning is None or reason_meaning.outcome == "unknown":
        return status
    return f"{status.strip()} / {reason.strip()}" if fold(status) else reason


def party(text: str) -> str | None:
    """Whose doing a cancellation was, from a column of its own: ``client``, ``provider``, ``outside``, else
    None.

    Only a text that is understood whole counts: "her provider's office" is somebody's story, not a code.
    """
    folded = fold(text) if len(text) <= _LONGEST else ""
    code = _REASON_CODES.get(folded)
    if code is not None:
        return code
    ideas = _ideas(folded) if folded else None
    if ideas is None:
        return None
    whose = ideas & {"client", "provider", "outside"}
    if "no_interpreter" in ideas or "technical" in ideas:
        return "provider"
    if "outside" in whose:
        return "outside"
    return next(iter(whose)) if len(whose) == 1 and ideas <= whose | {"canceled", "late", "moved"} else None


def yes_or_no(text: str) -> bool | None:
    """True or False where a text is a plain yes or no, in English or Spanish."""
    return {"yes": True, "y": True, "true": True, "1": True, "si": True, "s": True, "x": True,
            "no": False, "n": False, "false": False, "0": False}.get(fold(text))  # fmt: skip


def suggestions(status: str, *, most: int = 6) -> tuple[str, ...]:
    """Outcomes a person will probably choose from for a status that was not understood, the likeliest
    first."""
    text = fold(status[:_LONGEST])
    hinted: list[str] = []
    for idea in (
        *(IDEA_OF_PHRASE[phrase] for phrase in _PHRASE.findall(text)),
        *(IDEA_OF_WORD.get(w, "") for w in text.split()),
    ):
        hinted += _HINTS.get(idea, ())
    for word in text.split():
        for near in get_close_matches(word, IDEA_OF_WORD, n=1, cutoff=0.8):
            hinted += _HINTS.get(IDEA_OF_WORD[near], ())
    return tuple(dict.fromkeys((*hinted, "attended", "missed", "late cancel", "canceled", "unknown")))[:most]


_HINTS: Mapping[str, tuple[str, ...]] = {
    "missed": ("missed", "late cancel"),
    "canceled": ("canceled by client", "canceled by provider", "late cancel", "canceled"),
    "late_canceled": ("late cancel",),
    "late": ("late", "late cancel"),
    "came": ("attended", "late"),
    "came_late": ("late",),
    "excused": ("excused",),
    "unexcused": ("missed",),
    "moved": ("moved", "moved by client", "moved by provider"),
    "booked": ("booked",),
    "client": ("canceled by client",),
    "provider": ("canceled by provider",),
}


def _ideas(text: str) -> frozenset[str] | None:
    """The ideas in a folded text, or None when a word of it is not known."""
    ideas: set[str] = set()

    def note(found: re.Match[str]) -> str:
        ideas.add(IDEA_OF_PHRASE[found.group(1)])
        return " "

    for word in _PHRASE.sub(note, _MINUTES.sub(" ", text)).split():
        idea = IDEA_OF_WORD.get(word)
        if idea is None:
            return None
        ideas.add(idea)
    ideas.discard("-")
    if "contact" in ideas:  # "no call, no show" is a no-show; "no call" alone is nothing
        ideas.discard("contact")
        if "missed" not in ideas:
            return None
    return frozenset(ideas)
