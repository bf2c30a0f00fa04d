"""What a protocol's own fact is about, in words, for the kinds that are more than a count or a gap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..vocabulary.duration import Span
from ..vocabulary.thresholds import (
    Agreed,
    AsksBack,
    Capacity,
    Done,
    FeeOwed,
    Inquiry,
    Lacking,
    MakeUps,
    Misses,
    Notified,
    OrderSays,
    Phase,
    Release,
    Responses,
    Unpaid,
    Unseen,
)

__all__ = ["say_period", "say_threshold"]

_PERIODS = {
    "en": {"week": "this week", "month": "this month", "quarter": "this quarter"},
    "es": {"week": "esta semana", "month": "este mes", "quarter": "este trimestre"},
}
_SINCE = {
    "en": {
        "miss": "since the last miss", "response": "since this began",
        "restart": "since the service began again", "fee": "since the fee arose",
        "dismissal": "since the dismissal", "start": "ever",
    },
    "es": {
        "miss": "desde la última falta", "response": "desde que esto empezó",
        "restart": "desde que el servicio empezó de nuevo", "fee": "desde que surgió la tarifa",
        "dismissal": "desde la baja", "start": "alguna vez",
    },
}  # fmt: skip
_LACKS = {
    "en": {
        "anything": "something", "decider": "the decision of who may decide", "reason": "a listed reason",
        "documents": "papers", "notice": "timely notice", "length": "an allowed length",
    },
    "es": {
        "anything": "algo", "decider": "la decisión de quien puede decidir",
        "reason": "un motivo de la lista", "documents": "documentos", "notice": "aviso a tiempo",
        "length": "una duración permitida",
    },
}  # fmt: skip
_WHO = {
    "en": {
        "anyone": "somebody", "court": "the court", "probation": "probation",
        "child_welfare": "child welfare", "counsel": "their lawyer", "other_state": "the other state",
        "other": "somebody else", "tribe": "the Tribe", "hotline": "the hotline",
        "medical": "medical staff", "family": "the family", "referrer": "who referred them",
        "victim": "the victim", "motor_vehicles": "the motor vehicle authority",
        "treatment": "the treatment provider",
        "court_staff": "court staff",
    },
    "es": {
        "anyone": "alguien", "court": "la corte", "probation": "libertad condicional",
        "child_welfare": "protección infantil", "counsel": "su abogado", "other_state": "el otro estado",
        "other": "otra persona", "tribe": "la Tribu", "hotline": "la línea de denuncia",
        "medical": "personal médico", "family": "la familia", "referrer": "quien los refirió",
        "victim": "la víctima", "motor_vehicles": "la autoridad de vehículos",
        "treatment": "el proveedor del tratamiento", "court_staff": "personal de la corte",
    },
}  # fmt: skip
_TASKS = {
    "en": {
        "seek_basis": "asked about a lawful basis", "hardship": "considered hardship",
        "fee_waived": "waived the fee", "consequences_told": "explained in writing what follows",
        "papers_asked": "asked for the papers", "consequences_recorded": "recorded what followed",
        "referred_back": "sent back to who referred",
        "responses_recorded": "recorded what was tried before", "linked_to_care": "linked to other care",
        "whereabouts_recorded": "recorded the last contact", "welfare_check": "asked for a welfare check",
        "graduated_answer": "gave the graduated answer", "assessment_changed": "changed the assessment",
        "decided_to_continue": "decided to go on",
    },
    "es": {
        "seek_basis": "se consultó la base legal", "hardship": "se consideró si puede pagar",
        "fee_waived": "se condonó la tarifa",
        "consequences_told": "se explicaron por escrito las consecuencias",
        "papers_asked": "se pidieron los documentos", "consequences_recorded": "se registró qué siguió",
        "referred_back": "se devolvió a quien refirió",
        "responses_recorded": "se registró lo intentado antes",
        "linked_to_care": "se enlazó con otra atención",
        "whereabouts_recorded": "se registró el último contacto",
        "welfare_check": "se pidió una visita de bienestar",
        "graduated_answer": "se dio la respuesta gradual", "assessment_changed": "se cambió la evaluación",
        "decided_to_continue": "se decidió seguir",
    },
}  # fmt: skip
_AGREED = {
    "en": {
        "dismiss": "dismissal",
        "close": "closing",
        "recommend_action": "recommending action",
        "welfare_check": "a welfare check",
    },
    "es": {
        "dismiss": "la baja",
        "close": "cerrar",
        "recommend_action": "recomendar que la corte actúe",
        "welfare_check": "una visita de bienestar",
    },
}
_TERMS = {
    "en": {
        "icwa": "an Indian child", "part2": "records under 42 CFR Part 2", "charges": "a fee",
        "medicaid": "Medicaid", "safety_plan": "an in-home safety plan",
    },
    "es": {
        "icwa": "un menor indígena", "part2": "expedientes bajo 42 CFR Parte 2", "charges": "una tarifa",
        "medicaid": "Medicaid", "safety_plan": "un plan de seguridad en el hogar",
    },
}  # fmt: skip
_FRAMES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "misses": "{count} sessions missed or more",
        "by_months": "{count} in a program of {months} months", "or": ", or ", "within": " within {span}",
        "row": " in a row", "per": " {period}", "restart": ", since the service began again",
        "responses": "response number {count} or later",
        "unseen": "nobody has seen the client in person for {span}",
        "unseen_home": "nobody has been at the client’s home for {span}",
        "fee": "a fee that was not charged yet", "unpaid": "a bill unpaid for {span}",
        "excuse": "an excuse asked for that still lacks {what}",
        "leave": "a leave asked for that still lacks {what}",
        "inquiry": "a question from {who}, not answered yet", "told": "{who} was told, {since}",
        "release": "a consent to tell {who}", "done": "we {task}, {since}",
        "agreed": "the supervisor agreed on {what}, since the last miss",
        "phase": "phase {phases} of the program", "capacity": "we answer as {who}",
        "order": "the order speaks of {what}", "make_ups": "at least {count} still to be made up",
        "back": "the client was in touch after the end",
    },
    "es": {
        "misses": "{count} sesiones perdidas o más",
        "by_months": "{count} en un programa de {months} meses", "or": ", o ", "within": " en {span}",
        "row": " seguidas", "per": " {period}", "restart": ", desde que el servicio empezó de nuevo",
        "responses": "la respuesta número {count} o posterior",
        "unseen": "nadie ha visto en persona a la persona en {span}",
        "unseen_home": "nadie ha ido al hogar de la persona en {span}", "fee": "una tarifa aún sin cobrar",
        "unpaid": "una factura sin pagar tras {span}",
        "excuse": "una justificación pedida a la que aún le falta {what}",
        "leave": "un permiso pedido al que aún le falta {what}",
        "inquiry": "una pregunta de {who}, sin responder", "told": "se informó a {who}, {since}",
        "release": "un consentimiento para informar a {who}", "done": "{task}, {since}",
        "agreed": "la supervisión acordó {what}, desde la última falta",
        "phase": "fase {phases} del programa", "capacity": "respondemos como {who}",
        "order": "la orden habla de {what}", "make_ups": "al menos {count} por recuperar",
        "back": "la persona se comunicó después del final",
    },
}  # fmt: skip

Spoken = Callable[[Span, str], str]


def say_threshold(value: object, language: str, span: Spoken) -> str | None:
    """What the threshold is about, as a phrase without its name; None for a kind that is not said here.

    ``span`` says a span of time in that language.
    """
    text = _SAY.get(type(value))
    return text(value, language, _FRAMES[language], span) if text is not None else None


def say_period(period: str, language: str) -> str:
    """``this month``."""
    return _PERIODS[language][period]


def _misses(value: Misses, language: str, frames: Mapping[str, str], span: Spoken) -> str:
    parts = [frames["misses"].format(count=value.missed)] if value.missed is not None else []
    parts += [
        frames["by_months"].format(count=frames["misses"].format(count=count), months=months)
        for months, count in value.by_months
    ]
    text = frames["or"].join(parts)
    text += frames["within"].format(span=span(value.within, language)) if value.within else ""
    text += frames["row"] if value.in_a_row else ""
    text += frames["per"].format(period=_PERIODS[language][value.per]) if value.per else ""
    return text + (frames["restart"] if value.since_restart else "")


def _responses(value: Responses, language: str, frames: Mapping[str, str], span: Spoken) -> str:
    within = frames["within"].format(span=span(value.within, language)) if value.within else ""
    return frames["responses"].format(count=value.responses) + within


def _unseen(value: Unseen, language: str, frames: Mapping[str, str], span: Spoken) -> str:
    return frames["unseen_home" if value.at_home else "unseen"].format(span=span(value.span, language))


def _lacking(value: Lacking, language: str, frames: Mapping[str, str], _span: Spoken) -> str:
    return frames[value.of].format(what=_LACKS[language][value.what])


def _capacity(value: Capacity, language: str, frames: Mapping[str, str], _span: Spoken) -> str:
    return frames["capacity"].format(
        who=frames["or"].join(_WHO[language][capacity] for capacity in value.capacities)
    )


def _since(task: str) -> Callable[[Any, str, Mapping[str, str], Spoken], str]:
    def say(value: Any, language: str, frames: Mapping[str, str], _span: Spoken) -> str:
        since = _SINCE[language][value.since]
        if task == "told":
            return frames["told"].format(who=_WHO[language][value.to], since=since)
        return frames["done"].format(task=_TASKS[language][value.task], since=since)

    return say


def _agreed(value: Agreed, language: str, frames: Mapping[str, str], _span: Spoken) -> str:
    what = _AGREED[language].get(value.on) or _TASKS[language].get(value.on) or value.on.replace("_", " ")
    return frames["agreed"].format(what=what)


_SAY: Mapping[type, Callable[[Any, str, Mapping[str, str], Spoken], str]] = {
    Misses: _misses,
    Responses: _responses,
    Unseen: _unseen,
    Lacking: _lacking,
    Capacity: _capacity,
    Notified: _since("told"),
    Done: _since("done"),
    Agreed: _agreed,
    FeeOwed: lambda _value, _language, frames, _span: frames["fee"],
    Unpaid: lambda value, language, frames, span: frames["unpaid"].format(span=span(value.span, language)),
    Inquiry: lambda value, language, frames, _span: frames["inquiry"].format(who=_WHO[language][value.by]),
    Release: lambda value, language, frames, _span: frames["release"].format(who=_WHO[language][value.to]),
    Phase: lambda value, _language, frames, _span: frames["phase"].format(
        phases=frames["or"].join(map(str, value.phases))
    ),
    OrderSays: lambda value, language, frames, _span: frames["order"].format(
        what=_TERMS[language][value.term]
    ),
    MakeUps: lambda value, _language, frames, _span: frames["make_ups"].format(count=value.number),
    AsksBack: lambda _value, _language, frames, _span: frames["back"],
}
