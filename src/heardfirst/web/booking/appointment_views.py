"""The sessions to come as a file for the client's calendar."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from heardfirst import clock
from heardfirst.access import may_write
from heardfirst.guide.appointment_file import FILE_NAME, calendar_file, meetings_of
from heardfirst.record.reading import CaseReading

from ..shared.access_log_lines import LoggedAction
from ..shared.auth import SignedIn, listed_case_of, signed_in
from ..shared.display_names import name_of


@signed_in("GET", "HEAD")
def appointments(request: SignedIn, case_id: UUID) -> HttpResponse:
    """
    The file. Its events say that there is an appointment and not with whom; ``?named`` adds the agency's name
    for who works with the client, unless nobody may learn who it is. For somebody who has died it is empty.
    """
    case, now = listed_case_of(request, case_id, seen=LoggedAction.EXPORTED), clock.now()
    reading = CaseReading.of(case, at=now)
    services = [str(requirement.public_id) for requirement in reading.requirements]
    named = "named" in request.GET and may_write(request.user, case)
    named = named and reading.safe_contact.may_say_who
    content = calendar_file(
        [] if reading.died else meetings_of(reading.folded, services, now),
        language=name_of(case).language,
        agency=case.agency.name if named else "",
    )
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    answer.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return answer
