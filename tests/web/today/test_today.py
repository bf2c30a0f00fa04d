"""Today: whom to turn to first, and why."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heardfirst.record.identity import Identity
from heardfirst.record.models import Case
from heardfirst.record.services import open_case
from heardfirst.web.today.views import FITS
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens


def clients_who_missed(cast: Cast, names: list[str], **terms: object) -> list[Case]:
    cases = []
    for days, name in enumerate(names, start=1):
        case = open_case(
            agency=cast.agency,
            by=cast.worker,
            worker=cast.worker,
            identity=Identity(name),
            requirements=["therapy"],
            terms=dict(terms) or None,
        )
        happens(case, "session.missed", timedelta(days=days))
        cases.append(case)
    return cases


def test_the_first_card_says_what_to_do_why_and_by_when(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    text = signed_in(cast.worker).get("/").content.decode()
    assert "Good morning. One person to listen to today." in text
    assert "Wednesday, March 4" in text
    first = text[text.index("card-first") :]
    assert "Call Marisol Quiñones" in first
    assert "due today, 5 pm" in first
    assert "Missed one session, Mar 3." in first
    assert "Nobody has talked with the client since the last missed session." in first
    assert "Why not another step yet?" in first
    assert re.search(r"<dt>Close</dt><dd>Still needed: a legal end", first)


def test_what_is_at_stake_stands_on_the_first_card(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    clients_who_missed(cast, ["Ana Ruiz"], at_stake="reunification", hearing="2026-04-02")
    text = signed_in(cast.worker).get("/").content.decode()
    assert "At stake: the children’s return. Hearing on Thu, Apr 2." in text


def test_a_hearing_set_later_stands_in_the_place_of_the_orders(
    cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    [case] = clients_who_missed(cast, ["Ana Ruiz"], at_stake="reunification", hearing="2026-04-02")
    happens(case, "hearing.set", timedelta(0), {"on": "2026-03-20"})
    text = signed_in(cast.worker).get("/").content.decode()
    assert "Hearing on Fri, Mar 20." in text and "Thu, Apr 2" not in text


def test_one_button_a_line_and_its_label_is_the_steps(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    text = signed_in(cast.worker).get("/").content.decode()
    card = text[text.index("<article") : text.index("</article>")]
    assert card.count('class="button') == 1
    assert re.search(r'hx-get="/case/[^"]*/try/\?next=%2F"[^>]*>Call<', card)


def test_what_does_not_fit_in_a_day_is_folded(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    clients_who_missed(cast, [f"Client {number}" for number in range(FITS + 3)])
    text = signed_in(cast.worker).get("/").content.decode()
    assert "Good morning. Ten people to listen to today." in text
    open_part, folded = text.split("3 more can come after these")
    assert open_part.count("<article") == FITS
    assert folded.count("<article") == 3


def test_a_long_list_goes_on(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    clients_who_missed(cast, [f"Client {number:02}" for number in range(23)])
    client = signed_in(cast.worker)
    text = client.get("/").content.decode()
    assert text.count("<article") == 20 and 'href="/?from=20"' in text
    rest = client.get("/?from=20").content.decode()
    assert rest.count("<article") == 3 and "card-first" not in rest
    shown = set(re.findall(r"Call (Client \d\d)</a>", text + rest))
    assert len(shown) == 23


def test_a_further_page_never_says_that_all_is_done(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    clients_who_missed(cast, [f"Client {number:02}" for number in range(23)])
    client = signed_in(cast.worker)
    for query, says in (
        ("from=20", "Cases 21 to 23 on the list"),
        ("from=22", "Case 23 on the list"),
        ("from=40", "This page has no more cases."),
    ):
        text = client.get(f"/?{query}").content.decode()
        assert says in text and "caught up" not in text and "nothing more to do" not in text
        assert re.search(r'href="/">Back to the first page</a>', text)


def test_who_is_waited_for_stands_apart(missed: Case, cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    happens(missed, "contact.made", timedelta(hours=20), {"channel": "phone"})
    happens(
        missed, "client.heard", timedelta(hours=20), {"barriers": ["childcare"], "limits_explained": True}
    )
    happens(missed, "stakes.discussed", timedelta(hours=20), {"understood": "yes"})
    happens(missed, "plan.agreed", timedelta(hours=19), {"actions": [{"what": "childcare", "by": "us"}]})
    booked = (now + timedelta(days=2)).isoformat()
    happens(missed, "session.booked", timedelta(hours=18), {"starts_at": booked, "plan": True})
    happens(missed, "note.signed", timedelta(hours=17))
    text = signed_in(cast.worker).get("/").content.decode()
    assert "Nobody is waiting for you." in text and "You’re caught up" in text
    waiting = text[text.index('id="waiting"') :]
    assert "Marisol Quiñones" in waiting
    assert (
        "until Friday" in waiting and "Session on Fri, Mar 6, 10 am. We’ll check again after it." in waiting
    )


def test_an_empty_caseload_is_helped_along(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    text = signed_in(cast.worker).get("/").content.decode()
    assert "No cases yet" in text and 'href="/import/"' in text and 'href="/case/new/"' in text


def test_a_caseload_at_rest_is_told_kindly(case: Case, cast: Cast, signed_in: SignedIn) -> None:
    text = signed_in(cast.worker).get("/").content.decode()
    assert "You’re caught up" in text and "No cases yet" not in text


def test_a_supervisor_sees_all_or_one_workers(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    other = open_case(
        agency=cast.agency, by=cast.colleague, worker=cast.colleague, identity=Identity("Joel Park")
    )
    happens(other, "session.missed", timedelta(days=2))
    client = signed_in(cast.supervisor)
    everyone = client.get("/").content.decode()
    assert "Call Joel Park" in everyone and "Call Marisol Quiñones" in everyone
    assert "Wanda" in everyone and "Colin" in everyone and "Strom" not in everyone
    of_one = client.get(f"/?worker={cast.colleague.public_id}").content.decode()
    assert "Call Joel Park" in of_one and "Marisol" not in of_one


@pytest.mark.parametrize("who", ["stranger", "nobody", "nonsense"])
def test_nobody_asks_about_other_agencies_workers(who: str, cast: Cast, signed_in: SignedIn) -> None:
    wanted = {"stranger": str(cast.stranger.public_id), "nobody": "0" * 32, "nonsense": "x"}[who]
    assert signed_in(cast.supervisor).get(f"/?worker={wanted}").status_code == 404


def test_a_worker_asks_about_no_colleague(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.colleague)
    assert client.get(f"/?worker={cast.worker.public_id}").status_code == 404
    assert client.get(f"/?worker={cast.colleague.public_id}").status_code == 200


def test_questions_to_the_database_do_not_grow_with_the_caseload(
    cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)
    counts = []
    for names in (["Ana", "Ben"], [f"Client {number}" for number in range(17)]):
        clients_who_missed(cast, names)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


def test_a_name_made_unreadable_is_said_so(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    from heardfirst.vault import key_store

    key_store().destroy(missed.client.key_id)
    client = signed_in(cast.worker)
    for page in ("/", "/caseload/", reverse("case", args=[missed.public_id])):
        answer = client.get(page)
        assert answer.status_code == 200
        assert (
            "name permanently sealed" in answer.content.decode() and "Marisol" not in answer.content.decode()
        )
