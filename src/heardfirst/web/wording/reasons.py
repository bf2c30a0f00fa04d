"""Reasons as sentences on a screen, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from heardfirst.protocol import Reason, Step, load_protocol, say, shipped_protocols

_ASIDE = re.compile(r" \([^()]*(?:\([^()]*\)[^()]*)*\)")


def language() -> str:
    """The reader's language as the protocol room knows it: ``en`` or ``es``."""
    return "es" if (get_language() or "en").startswith("es") else "en"


def label_of_step(step: Step) -> str:
    """What the protocol calls a step, in the reader's language."""
    return step.label.get(language()) or step.label.get("en") or step.name


@lru_cache(maxsize=128)
def shipped_step(name: str) -> Step | None:
    """The step of that name in the protocols that come with Heardfirst, the default first."""
    protocols = (load_protocol(shipped) for shipped in shipped_protocols())
    return next((protocol.step(name) for protocol in protocols if name in protocol.places), None)


def step_named(name: str) -> str:
    """What a step is called where only its name is known, in the reader's language."""
    step = shipped_step(name)
    return label_of_step(step) if step else name.replace("_", " ")


def sentences(reasons: Iterable[Reason], most: int | None = None) -> list[str]:
    """Each reason as a sentence, without repeating any; the first ``most`` of them."""
    texts = list(dict.fromkeys(sentence for reason in reasons if (sentence := say(reason, language()))))
    return texts[:most]


@dataclass(frozen=True, slots=True)
class Needs:
    """What is open before a step may be taken: the words that open the list, and each thing on it."""

    opening: str
    things: list[str]

    def __str__(self) -> str:
        return f"{self.opening}: {'; '.join(self.things)}." if self.opening else " ".join(self.things)


def still_needed(missing: Sequence[Reason], most: int | None = None, shown: set[str] | None = None) -> Needs:
    """
    What is open, said once each; beyond ``most`` only how many more there are. ``shown`` gathers the asides
    that a page has shown already, so that it does not repeat them in every list.
    """
    texts = list(dict.fromkeys(say(reason, language()) for reason in missing))
    things: list[str] = []
    counted = set() if shown is None else shown
    opening = texts[0].partition(": ")[0] if texts else ""
    if not all(sentence.startswith(f"{opening}: ") for sentence in texts):
        opening = ""
    for sentence in texts:
        thing = sentence[len(opening) + 2 :].rstrip(".") if opening else sentence
        # What is missing of reasonable attempts is shown where it is first asked for, not every time.
        for aside in _ASIDE.findall(thing):
            thing = thing.replace(aside, "") if aside in counted else thing
            counted.add(aside)
        if thing not in things:
            things.append(thing)
    more = len(things) - len(things[:most])
    if more:
        things = [
            *things[:most],
            ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more},
        ]
    return Needs(opening, things)


def stake_text(stake: str, hearing: str) -> str:
    """What is at stake and when the court next sits, as one line."""
    parts = []
    if stake:
        parts.append(_("At stake: %(stake)s.") % {"stake": stake[:1].lower() + stake[1:]})
    if hearing:
        parts.append(_("Hearing on %(day)s.") % {"day": hearing})
    return " ".join(parts)
