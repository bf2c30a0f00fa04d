"""What a column's header says the column is for: the names exports give them, in English and Spanish.

Within a role the earlier names are the surer ones; where a file has two columns for a role, the surer name
wins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from .text_folding import fold

__all__ = ["NAMES", "header_words", "role_of"]

_NAMES: Mapping[str, str] = {
    "reference": """
        client id; patient id; client number; patient number; client no; patient no; client ref; client
        reference; pt id; person id; participant id; consumer id; member id; case client id; mrn; medical
        record number; medical record no; chart number; chart no; chart; chart id; patient mrn; client mrn;
        record number; recordnumber; patient identifier; client identifier; consumer number; account number;
        account no; acct no; pid; clientid; patientid; case number; case no; case id; docket; docket number;
        court case number; external id; id del cliente; id cliente; numero de cliente; no de cliente; id del
        paciente; id paciente; numero de paciente; expediente; numero de expediente; no de expediente; n
        expediente; historia clinica; numero de historia clinica; nhc; numero de caso; no de caso; caso
    """,
    "name": """
        client name; patient name; client full name; patient full name; full name; participant name;
        consumer name; member name; person name; name of client; client; patient; participant; consumer; pt
        name; pt; name; clientname; patientname; nombre del cliente; nombre del paciente; nombre completo;
        nombre y apellido; nombre y apellidos; apellidos y nombre; cliente; paciente; participante; nombre
        cliente; nombre paciente
    """,
    "first_name": """
        client first name; patient first name; first name; firstname; given name; first; fname; client
        first; patient first; nombre; nombres; primer nombre; nombre de pila
    """,
    "last_name": """
        client last name; patient last name; last name; lastname; surname; family name; last; lname; client
        last; patient last; apellido; apellidos; primer apellido
    """,
    "born": """
        dob; date of birth; birth date; birthdate; birthday; client dob; patient dob; born; fecha de
        nacimiento; nacimiento; f nacimiento; fecha nacimiento; fdn
    """,
    "phone": """
        phone; phone number; client phone; patient phone; mobile; mobile phone; cell; cell phone; cellphone;
        telephone; home phone; primary phone; contact number; contact phone; telefono; movil; celular;
        telefono movil; numero de telefono
    """,
    "language": """
        preferred language; language; primary language; client language; patient language; idioma; idioma
        preferido; lengua
    """,
    "start": """
        appointment date time; appointment datetime; appointment start; appt date time; session date time;
        visit date time; start date time; start datetime; scheduled start; scheduled for; date time;
        datetime; appointment start time; session start; starts at; date and time; date time of service;
        start; scheduled at; appointmentdatetime; fecha y hora; fecha hora; fecha y hora de la cita; inicio;
        comienzo
    """,
    "date": """
        appointment date; appointment day; appt date; session date; visit date; date of service; service
        date; encounter date; dos; attendance date; scheduled date; appointmentdate; class date; group date;
        start date; event date; date; day; fecha de la cita; fecha de cita; fecha de la sesion; fecha de
        sesion; fecha cita; fecha de servicio; fecha; dia
    """,
    "time": """
        appointment time; appt time; session time; visit time; time of service; scheduled time; class time;
        appointmenttime; start time; begin time; time; hora de la cita; hora de cita; hora de inicio; hora
        de la sesion; hora cita; hora
    """,
    "status": """
        attendance status; attendance; attendance outcome; outcome; appointment outcome; visit outcome;
        session outcome; show status; show no show; appointment status; appt status; visit status; session
        status; encounter status; status; appointmentstatus; status description; status name; result;
        attended; showed; show; present; no show; noshow; no shows; asistencia; estado de asistencia; estado
        de la cita; estado de cita; estado cita; resultado; estado; estatus; asistio
    """,
    "canceled_by": """
        cancelled by; canceled by; cancelled by whom; canceled by whom; who cancelled; who canceled;
        cancellation by; cancel by; cancellation initiator; cancellation source; cancelado por; quien
        cancelo
    """,
    "cancel_reason": """
        cancellation reason; cancel reason; cancelation reason; reason for cancellation; cancelled reason;
        canceled reason; reason cancelled; reason; absence reason; status reason; reason code; motivo de
        cancelacion; motivo; razon; razon de cancelacion; motivo de ausencia
    """,
    "canceled_at": """
        cancelled at; canceled at; cancelled on; canceled on; cancellation date; cancel date; cancellation
        time; cancelled date; canceled date; cancellation datetime; cancellation date time; cancel date
        time; date cancelled; date canceled; fecha de cancelacion; cancelado el
    """,
    "notice": """
        notice; cancellation notice; notice given; notice hours; hours notice; hours of notice; notice
        minutes; notice days; advance notice; lead hours; aviso; horas de aviso; aviso previo; horas de
        antelacion; antelacion
    """,
    "arrived": """
        arrived at; arrival time; arrived; check in time; checkin time; check in; checkin; checked in at;
        time in; sign in time; arrival; actual arrival; checked in; hora de llegada; llegada; llego a las;
        hora de entrada
    """,
    "left": """
        left at; departure time; check out time; checkout time; check out; checkout; checked out at; time
        out; sign out time; hora de salida; salida
    """,
    "requirement": """
        service; service name; service type; service description; program; programme; program name;
        requirement; provider type; appointment type; appt type; session type; visit type; treatment type;
        class; class name; group; group name; type of service; service line; modality; type; servicio; tipo
        de servicio; programa; tipo de cita; tipo de sesion; requisito; tipo; clase
    """,
    "booked_on": """
        booked on; booked at; booking date; date booked; scheduled on; scheduling date; date scheduled;
        created; created at; created on; creation date; date created; appointment made; appointment made
        date; booking time; fecha de creacion; fecha de reserva; creado el; fecha de programacion
    """,
    "updated": """
        updated; updated at; updated on; last updated; last modified; modified; modified at; modified on;
        date modified; last update; recorded; recorded at; recorded on; date recorded; entry date; status
        date; status changed; status date time; last changed; actualizado; ultima actualizacion; fecha de
        actualizacion; fecha de registro; registrado el; modificado
    """,
    "moved_to": """
        rescheduled to; new date; new appointment date; new appointment; moved to; reschedule date;
        rescheduled date; rescheduled for; nueva fecha; reprogramado para; reprogramada para; fecha nueva
    """,
}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def header_words(header: str) -> str:
    """A header folded for comparison, camelCase taken apart: ``AppointmentDate`` is ``appointment date``."""
    return fold(_CAMEL.sub(" ", header[:200]).replace("#", " number "))


def role_of(header: str) -> tuple[str, int] | None:
    """The role a header names, and how sure its name is (0 is surest), or None."""
    return NAMES.get(header_words(header)) or NAMES.get(fold(header[:200]))


def _by_name() -> dict[str, tuple[str, int]]:
    by_name: dict[str, tuple[str, int]] = {}
    for role, names in _NAMES.items():
        for rank, name in enumerate(" ".join(names.split()).split("; ")):
            if by_name.setdefault(name, (role, rank))[0] != role:
                raise ValueError(f"{name} stands for two roles")
    return by_name


NAMES: Mapping[str, tuple[str, int]] = MappingProxyType(_by_name())
"""Every known header, folded, with its role and its rank within the role."""
