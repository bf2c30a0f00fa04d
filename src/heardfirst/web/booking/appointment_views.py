"""The sessions to come as a file for the client's calendar."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from heardfirst import clock
from heardfirst.access import may_write
from heardfirst.guide.invitation import FILE_NAME, calendar_file, meetings_of
from heardfirst.protocol import fold
from heardfirst.protocol.facts.reach import contact_rules
from heardfirst.record import selectors

from ..shared.access_log_lines import What
from ..shared.auth import SignedIn, listed_case_of, signed_in
from ..shared.endings import died_in
from ..shared.naming import name_of


@signed_in("GET", "HEAD")
def appointments(request: SignedIn, case_id: UUID) -> HttpResponse:
    """
    The file. Its events say that there is an appointment and not with whom; ``?named`` adds the agency's name
    for who works with the client, unless nobody may learn who it is. For somebody who has died it is empty.
    """
    case, now = listed_case_of(request, case_id, seen=What.EXPORTED), clock.now()
    told = selectors.chronology_of(case)
    folded, died = fold(told, at=now), died_in(told, now)
    services = [str(each) for each in case.requirements.order_by("pk").values_list("public_id", flat=True)]
    named = "named" in request.GET and may_write(request.user, case)
    named = named and "do_not_say_who" not in contact_rules(folded)
    content = calendar_file(
        [] if died else meetings_of(folded, services, now),
        language=name_of(case).language,
        agency=case.agency.name if named else "",
    )
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    answer.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return answer
