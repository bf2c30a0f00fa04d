"""Deadlines and offices as one says them aloud to a client, in English and Spanish."""

from __future__ import annotations

from collections.abc import Mapping

from heardfirst.protocol.telling.days import day_words
from heardfirst.protocol.vocabulary.terms import ReportDuty

from .call_situation import Situation

__all__ = ["blanks_of", "duty_words"]

# English, English for several, Spanish, Spanish for several. Court days are said as days the court is open.
_UNITS = {
    "minutes": ("minute", "minutes", "minuto", "minutos"),
    "hours": ("hour", "hours", "hora", "horas"),
    "days": ("day", "days", "día", "días"),
    "weeks": ("week", "weeks", "semana", "semanas"),
    "months": ("month", "months", "mes", "meses"),
    "business_days": ("work day", "work days", "día de trabajo", "días de trabajo"),
    "business_hours": ("work hour", "work hours", "hora de trabajo", "horas de trabajo"),
}
_AFTER = {
    "missed": ("after the session", "después de la sesión"),
    "learned": ("after I hear of it", "después de que me entero"),
    "receipt": ("after the report gets here", "después de que llega el informe"),
}
_PERIODS = {
    "week": ("after the week ends", "después de que acaba la semana"),
    "month": ("after the month ends", "después de que acaba el mes"),
    "quarter": ("after the three months end", "después de que acaban los tres meses"),
}
_TO = {
    "court": ("the court", "a la corte"),
    "probation": ("your probation officer", "a su oficial de libertad condicional"),
    "child_welfare": ("child welfare", "a protección de menores"),
}


def blanks_of(situation: Situation, language: str) -> Mapping[str, str]:
    """What is filled into the script's lines, in ``en`` or ``es``."""
    spanish = language == "es"
    return {
        "name": situation.name,
        "worker": situation.worker,
        "agency": situation.agency,
        "caller": _caller(situation, spanish=spanish),
        "number": _number(situation, spanish=spanish),
        "hearing": day_words(situation.hearing, language) if situation.hearing else "",
        "required": str(situation.required or ""),
        "attended": str(situation.attended),
        "from": str(situation.report_from),
        "to": _TO[situation.report_to][spanish],
        "when": duty_words(situation.duty, language) if situation.duty else "",
    }


def _caller(situation: Situation, *, spanish: bool) -> str:
    """Who calls, with the name the office goes by in messages where it has one."""
    if not situation.office:
        return situation.worker
    return (
        f"{situation.worker}, de {situation.office}"
        if spanish
        else f"{situation.worker} at {situation.office}"
    )


def _number(situation: Situation, *, spanish: bool) -> str:
    """The number to call back; the one that calls where the agency has named none."""
    if not situation.number:
        return "a este número" if spanish else "this number"
    return f"al {situation.number}" if spanish else situation.number


def duty_words(duty: ReportDuty, language: str) -> str:
    """How soon somebody is told, counted from what."""
    spanish = language == "es"
    after = _PERIODS[duty.period] if duty.of == "period_end" else _AFTER[duty.of]
    amount = duty.span.amount
    unit = _UNITS[duty.span.unit][2 * spanish + (amount != 1)]
    return f"{amount} {unit} {after[spanish]}"
