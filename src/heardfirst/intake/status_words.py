"""The words of clinics' statuses, folded, by the idea each stands for. See `statuses` for how they are put
together.

Phrases are looked for first, the longest first. The idea ``-`` marks words that say nothing about the
outcome.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["IDEA_OF_PHRASE", "IDEA_OF_WORD"]

_PHRASES: Mapping[str, str] = {
    "missed": """
        did not attend; didnt attend; did not show; didnt show; did not come; didnt come; did not arrive;
        did not keep; not attended; failed to attend; failed to appear; failed to show; failure to attend;
        fail to attend; no show; no shows; non attendance; never came; no asistio; no se presento;
        no acudio; no vino; no llego; no concurrio; no asistencia
    """,
    "unexcused": """
        not excused; no excuse; no justificado; no justificada; sin justificar; sin justificacion;
        without excuse; no excusada; no excusado
    """,
    "excused": """
        con justificacion; con excusa
    """,
    "came": """
        checked in; check in; checked out; check out; in session; se presento; showed up; in room;
        with provider
    """,
    "came_late": """
        llego tarde; arrived late; came late; late arrival; attended late; showed late; late show;
        present late; asistio tarde; llegada tarde
    """,
    "late": """
        same day; short notice; mismo dia; sin aviso suficiente; fuera de plazo; con poco aviso
    """,
    "void": """
        entered in error; error de registro; ingresado por error; registrado por error
    """,
    "unknown": """
        not documented; not recorded; no status; no data; sin registrar; sin registro; sin dato;
        sin datos; not available; n a; not set; no outcome
    """,
    "turned_away": """
        turned away; refused entry; sent away; no fue atendido por llegar tarde
    """,
    "no_interpreter": """
        no interpreter; interpreter no show; interpreter unavailable; interpreter not available;
        sin interprete; falta de interprete; lack of interpreter
    """,
    "technical": """
        technical issue; technical issues; technical problem; technical problems; technical failure;
        technical difficulties; tech issue; tech issues; problema tecnico; problemas tecnicos;
        falla tecnica
    """,
    "waiting": """
        wait list; waiting list; lista de espera
    """,
    "moved": """
        re scheduled; re schedule; r s; cambio de fecha; cambio de hora
    """,
    "-": """
        no charge; no fee; not charged; not billed; non billable; fee charged; sin cargo; con cargo;
        por parte de
    """,
    "contact": """
        no call
    """,
}

_WORDS: Mapping[str, str] = {
    "missed": """
        noshow noshowed ns nos dna dns dnka fta missed miss absent absence unattended nonattendance falto
        falta ausente ausencia inasistencia inasistente
    """,
    "canceled": """
        cancel cancels canceled cancelled cancellation canc cx cxl cxld cncl cancelo cancelado cancelada
        cancelacion cancelar anulado anulada
    """,
    "late_canceled": """
        lc ltc latecancel latecancelled latecanceled
    """,
    "late": """
        late tarde tardia tardio
    """,
    "came": """
        attended attend attends attendance show shows showed shown completed complete finished fulfilled
        present kept seen arrived checkedin checkedout asistio asistencia presente completado completada
        acudio atendido atendida came vino realizado realizada cumplido cumplida finalizado finalizada
    """,
    "came_late": """
        tardy
    """,
    "excused": """
        excused excuse justificado justificada excusado excusada
    """,
    "unexcused": """
        unexcused injustificado injustificada uninformed
    """,
    "moved": """
        rescheduled reschedule resched moved reprogramado reprogramada reprogramo reprogramacion
        reagendado reagendada reagendo
    """,
    "booked": """
        scheduled booked pending confirmed unconfirmed upcoming programado programada pendiente confirmado
        confirmada agendado agendada reservado reservada future planned
    """,
    "void": """
        error void voided deleted eliminado eliminada invalid
    """,
    "unknown": """
        unknown undocumented tbd none null nan desconocido desconocida
    """,
    "waiting": """
        proposed waitlist waitlisted requested solicitado solicitada
    """,
    "client": """
        client patient pt clt consumer member participant parent customer cliente paciente participante
    """,
    "provider": """
        provider clinic clinician staff therapist counselor counsellor doctor dr facility agency office
        practice practitioner center centre program us proveedor proveedora clinica terapeuta consejero
        consejera personal oficina centro
    """,
    "outside": """
        weather snow storm hurricane closure holiday outage clima tormenta nieve feriado festivo
    """,
    "-": """
        appointment appt apt session visit status by the was for of due to because charge charged fee
        billed cita sesion visita por el la los las del de con notice aviso cancelledby min mins minutes
        minutos hrs hours horas nonbillable lt reason
    """,
}

IDEA_OF_PHRASE: Mapping[str, str] = {
    phrase: idea for idea, phrases in _PHRASES.items() for phrase in " ".join(phrases.split()).split("; ")
}
IDEA_OF_WORD: Mapping[str, str] = {word: idea for idea, words in _WORDS.items() for word in words.split()}
