"""What got in the way, to pick from: each barrier with what to ask, and what it may have been instead."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from heardfirst.guide.barriers import Barrier, groups, help_for, instead
from heardfirst.guide.texts import spoken, written
from heardfirst.protocol.vocabulary.texts import Text

from ..wording.choices import choices_of
from ..wording.reasons import language
from .forms import TalkedForm
from .not_missed_forms import ANY

_LIKELY = 5


@dataclass(frozen=True, slots=True)
class SpokenText:
    """Words for the client, in their language, and the same in the worker's where that is another one."""

    text: str
    language: str
    translation: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A box to tick."""

    value: str
    label: str
    checked: bool = False


@dataclass(frozen=True, slots=True)
class BarrierChoice(Choice):
    """
    One barrier: how the client may say it, what to ask then, what may help, what it may have been instead,
    and the risk that may be meant.
    """

    quote: SpokenText = field(kw_only=True)
    asks: list[SpokenText] = field(kw_only=True)
    helps: str = field(kw_only=True)
    instead: list[Choice] = field(kw_only=True)
    risk: Choice | None = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class BarrierGroup:
    """Barriers that stand together; ``open`` once one of them is picked."""

    label: str
    picks: list[BarrierChoice]

    @property
    def open(self) -> bool:
        return any(
            one.checked
            for pick in self.picks
            for one in (pick, *pick.instead, *([pick.risk] if pick.risk else []))
        )


def barrier_groups(form: TalkedForm, tongue: str) -> list[BarrierGroup]:
    """The barriers that the form knows, in their groups; ``tongue`` is the client's language, as a code."""
    known = dict(form.fields["barriers"].choices)  # type: ignore[attr-defined]
    ticked = {name: _ticked(form, name) for name in ("barriers", "instead", "risks")}
    made = [
        BarrierGroup(
            group.label.in_language(language()),
            [
                _pick(form, barrier, known[barrier.name], ticked, tongue)
                for barrier in group.barriers
                if barrier.name in known
            ],
        )
        for group in groups()
    ]
    return [group for group in made if group.picks]


def instead_choices(form: TalkedForm) -> list[Choice]:
    """Everything that may have happened instead of a missed session, where there is one to speak of."""
    return _instead(form, ANY, list(instead()), _ticked(form, "instead"))


def likely_help(barriers: Sequence[str]) -> list[str]:
    """The kinds of help likeliest to fit all of these barriers together, in words."""
    return [label for _value, label in choices_of("what", help_for(barriers)[:_LIKELY])]


def _pick(
    form: TalkedForm, barrier: Barrier, label: str, ticked: dict[str, Collection[str]], tongue: str
) -> BarrierChoice:
    helps = choices_of("what", barrier.help[:3])
    risk = dict(choices_of("risk", [barrier.risk])) if barrier.risk else {}
    return BarrierChoice(
        barrier.name,
        label,
        barrier.name in ticked["barriers"],
        quote=_spoken_text(barrier.quote, tongue),
        asks=[_spoken_text(question, tongue) for question in barrier.ask],
        helps=" · ".join(label for _value, label in helps),
        instead=_instead(form, barrier.name, list(barrier.instead), ticked["instead"]),
        risk=next((Choice(value, label, value in ticked["risks"]) for value, label in risk.items()), None),
    )


def _instead(form: TalkedForm, barrier: str, names: list[str], ticked: Collection[str]) -> list[Choice]:
    if "instead" not in form.fields:
        return []
    values = [(f"{barrier}:{name}", name) for name in names]
    quoted = _("“%(said)s”")
    return [
        Choice(value, quoted % {"said": instead()[name].quote.in_language(language())}, value in ticked)
        for value, name in values
    ]


def _spoken_text(text: Text, tongue: str) -> SpokenText:
    reads = spoken(language())
    says = spoken(tongue) if written(tongue) else reads
    return SpokenText(text.in_language(says), says, text.in_language(reads) if says != reads else "")


def _ticked(form: TalkedForm, name: str) -> Collection[str]:
    return {str(value) for value in form[name].value() or ()} if name in form.fields else ()
