"""A practice call looked back at, in words: a line for each thing done, and what is to be learned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heardfirst.practice.acts_outside_protocol import why_never
from heardfirst.practice.calls.debrief import Debrief, DebriefEntry, Turn
from heardfirst.practice.calls.simulated_client import HURTING
from heardfirst.practice.models import PracticeCall

from ..wording.choices import label_of
from ..wording.dates import deadline_text, moment_text, time_text
from ..wording.kinds import entry_line, kind_label, listed
from ..wording.practice_calls import DONE
from ..wording.reasons import label_of_step, language, still_needed
from .call_panel import CallExchange, exchange_of

_DAYS_APART = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class DebriefRow:
    """One line of the way back. ``tone`` is ``kept``, ``early`` or nothing."""

    when: str
    title: str
    what: str = ""
    tone: str = ""
    offered: str = ""
    why: list[str] = field(default_factory=list)
    exchange: CallExchange | None = None


def rows_of(call: PracticeCall, back: Debrief) -> list[DebriefRow]:
    """Everything that was done, in its order."""
    shown = ""
    lines = []
    for turn in back.turns:
        day = turn.at.strftime(_DAYS_APART)
        when, shown = (time_text(turn.at) if day == shown else moment_text(turn.at)), day
        lines.append(_line(call, turn, when))
    return lines


def went_well(back: Debrief) -> list[str]:
    """What was kept, said plainly."""
    sentences = []
    kept_steps = [turn.recorded for turn in back.turns if turn.recorded and turn.recorded.in_order]
    if kept_steps and not back.out_of_order:
        sentences.append(_("You took every step in order."))
    if back.over:
        sentences.append(_("It ended well: the client is back."))
    if back.limits_explained:
        sentences.append(_("You explained confidentiality before you asked."))
    if back.named_barriers and not back.unrecorded_barriers:
        sentences.append(_("Everything they told you is in the record."))
    if not back.court_first and any(line.kind == "court.reported" for line in kept_steps):
        sentences.append(_("You listened to them before the court was notified."))
    if back.tried_again:
        tries = ngettext("%(count)s attempt", "%(count)s attempts", back.tries) % {"count": back.tries}
        sentences.append(
            _("You kept trying: %(tries)s, reached %(reached)s.") % {"tries": tries, "reached": back.reached}
        )
    return sentences


def to_think_about(back: Debrief, *, ended: bool) -> list[str]:
    """
    What could go better, each with its reason; nobody is scored. What the client kept back is told once the
    call has ``ended``, so that it can still be asked for until then.
    """
    sentences = []
    if back.court_first:
        sentences.append(_("The court was notified before you listened to them."))
    if back.asked_questions and not back.limits_explained:
        sentences.append(
            _("You asked before you explained what stays confidential and what does not. That comes first.")
        )
    if back.limits_recorded and not back.limits_explained:
        sentences.append(
            _("The record says that the limits of confidentiality were explained. They were not.")
        )
    less = _("People who feel hurt share less.")
    sentences += [f"{DONE[line]}. {why_never(HURTING[line], language())} {less}" for line in back.hurt]
    sentences += [
        _("A safe-contact rule was not followed: %(rule)s.") % {"rule": label_of("rule", line)}
        for line in back.unsafe
    ]
    if back.unrecorded_barriers:
        sentences.append(
            _("They told you, but it is not in the record: %(what)s.")
            % {"what": _barriers(back.unrecorded_barriers)}
        )
    if back.barriers_only_recorded:
        sentences.append(
            _("It is in the record, but they never said it: %(what)s.")
            % {"what": _barriers(back.barriers_only_recorded)}
        )
    if back.unnamed_barriers and ended:
        sentences.append(_("You did not find out: %(what)s.") % {"what": _barriers(back.unnamed_barriers)})
        if not back.limits_explained:
            sentences.append(_("Some people share more once they know what stays confidential."))
    clear = back.understood == "understood"
    if back.understood_recorded and not back.understood:
        sentences.append(
            _("The record says whether they understood, but you did not ask them to say it back.")
        )
    elif back.understood_recorded and clear != (back.understood_recorded == "yes"):
        sentences.append(_("What they said back does not match the record."))
    sentences += _beside_the_record(back)
    missing = back.tries - back.tries_recorded
    if missing > 0:
        sentences.append(
            ngettext(
                "%(count)s attempt is not in the record. An attempt that is not recorded does not count.",
                "%(count)s attempts are not in the record. An attempt that is not recorded does not count.",
                missing,
            )
            % {"count": missing}
        )
    return sentences + _still_open(back)


def _beside_the_record(back: Debrief) -> list[str]:
    """What the record says was done or said and was not, and the other way round."""
    sentences = [
        _("In the record, but it did not happen: %(what)s.") % {"what": label_of("channel", line)}
        for line in back.not_done
    ]
    if back.not_forewarned:
        sentences.append(_("The record says you told them first what the court will hear. You did not."))
    if back.promised:
        sentences.append(
            _("Promised by us, but not done by the day of the session: %(what)s.")
            % {"what": listed(label_of("actions", line) for line in back.promised)}
        )
    if back.stop_stated and not back.stop_recorded:
        sentences.append(_("They said they want to stop, but it is not in the record."))
    if back.stop_recorded and not back.stop_stated:
        sentences.append(_("The record says they want to stop, but they never said it."))
    return sentences


def _still_open(back: Debrief) -> list[str]:
    if back.over:
        return []
    sentences = [] if back.tries else [_("Nobody has tried to reach them yet.")]
    sentences += [
        _("This is overdue: %(step)s, by %(when)s. You can still do it.")
        % {"step": label_of_step(step), "when": deadline_text(due)}
        for step, due in back.passed
    ]
    if not sentences:
        sentences.append(_("The response is still open. That is not a failure: some take more than one day."))
    return sentences


def _line(call: PracticeCall, turn: Turn, when: str) -> DebriefRow:
    if turn.move is not None:
        exchange = exchange_of(call, turn.place, turn.move)
        return DebriefRow(when, exchange.did, exchange=exchange)
    return _recorded(cast("DebriefEntry", turn.recorded), when)


def _recorded(recorded: DebriefEntry, when: str) -> DebriefRow:
    line = entry_line(recorded.kind, recorded.details)
    title = _("The provider told you") if not recorded.by_us else _("You recorded")
    what = " · ".join(part for part in (kind_label(recorded.kind), str(line.what)) if part)
    if not recorded.by_us:
        return DebriefRow(when, title, what)
    if recorded.in_order is None:
        return DebriefRow(
            when, title, what, why=[_("It is not one of the steps.")] if not recorded.step else []
        )
    if recorded.in_order:
        return DebriefRow(when, title, what, "kept", _offered(recorded))
    needs = still_needed(recorded.why)
    return DebriefRow(when, title, what, "early", _offered(recorded), [str(needs)] if recorded.why else [])


def _offered(recorded: DebriefEntry) -> str:
    if recorded.next_step is None:
        return _("The next step was to wait.")
    step = label_of_step(recorded.next_step)
    if recorded.until is None:
        return _("The next step was: %(step)s.") % {"step": step}
    return _("The next step was: %(step)s, by %(when)s.") % {
        "step": step,
        "when": deadline_text(recorded.until),
    }


def _barriers(named: tuple[str, ...]) -> str:
    return listed(label_of("barriers", barrier) for barrier in named)
