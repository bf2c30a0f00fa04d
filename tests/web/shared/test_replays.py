"""
What befell others who keep records of people, tried here.

Each test says what happened there. The addresses are those of the table, so a new page is tried as well.
"""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from heardfirst import home
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Entry
from heardfirst.record.services import open_case
from heardfirst.web.urls import urlpatterns
from tests.record.conftest import Cast
from tests.web.attendance.test_attendance import carried
from tests.web.conftest import SignedIn, happens

WEB = Path(__file__).parents[3] / "src" / "heardfirst" / "web"
SECRETS = ("Marisol", "Quiñones", "0147", "014-7", "Tuesday group", "her sister drives her", "reunification")
# Ids and tokens are drawn anew each time, and any four digits may stand in one.
_DRAWN = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|[\w-]{40,}")
# After these the others would be asked by nobody.
LEAVES = {"sign-out", "account-sign-out-everywhere"}


@pytest.fixture
def told(missed: Case) -> Entry:
    """The case with a note in the worker's own words, one nobody else may read."""
    return happens(
        missed,
        "client.heard",
        timedelta(hours=4),
        {"barriers": ["transport"]},
        words="her sister drives her",
    )


def addresses(**ids: Any) -> Iterator[tuple[str, str]]:
    """Every address there is, with its name, for these ids; what is not given is random, so leads nowhere."""
    given = {"kind": "client.heard", "key": "california-dui", "token": "no-such-token"} | ids
    for pattern in urlpatterns:
        kinds = pattern.pattern.converters
        named = {name: given.get(name, uuid4()) for name in kinds}
        yield str(pattern.name), reverse(str(pattern.name), kwargs=named)


def everything_of(case: Case, entry: Entry) -> dict[str, UUID]:
    return {
        "case_id": case.public_id,
        "entry_id": entry.public_id,
        "order_id": case.orders.get().public_id,
    }


def leaked(answer: HttpResponseBase) -> list[str]:
    """What of the case is in an answer: its body, its headers and its cookies."""
    body = answer.content if isinstance(answer, HttpResponse) else b"".join(answer)
    whole = body.decode("utf-8", "replace") + str(answer.headers) + answer.cookies.output()
    whole = _DRAWN.sub("", whole)
    return [secret for secret in SECRETS if secret in whole]


def test_notes_are_not_to_be_had_by_their_id(
    missed: Case, told: Entry, cast: Cast, signed_in: SignedIn
) -> None:
    """
    OpenEMR before 8.0.0.3 (CVE-2026-34055, and CVE-2026-25745 before it in the programming interface): notes
    were changed and deleted by `WHERE id = ?`, so whoever was signed in needed a note's number and nothing
    else. Here somebody with a case of their own asks for another case's entries and orders beside it.
    """
    mine = open_case(
        agency=cast.agency, by=cast.colleague, worker=cast.colleague, identity=Identity("Ana Ruiz")
    )
    theirs = open_case(
        agency=cast.elsewhere, by=cast.stranger, worker=cast.stranger, identity=Identity("Bo Lind")
    )
    before = list(missed.entries.order_by("pk").values_list("pk", "digest"))
    for person, own in ((cast.colleague, mine), (cast.stranger, theirs)):
        client = signed_in(person)
        wanted = everything_of(missed, told)
        for mixed in (wanted, wanted | {"case_id": own.public_id}):
            for name, address in addresses(**mixed):
                if "/case/" not in address:
                    continue
                for ask in (client.get, client.post):
                    answer = ask(address, {"reason": "mine", "note": "mine", "next": "/"})
                    assert leaked(answer) == [], name
                    if "/entry/" in address or "/order/" in address:
                        assert answer.status_code in (404, 405), name
        # Numbers instead of the random ids: there is no address that takes one.
        for number in (told.pk, missed.pk, 1):
            assert client.get(f"/case/{number}/").status_code == 404
    assert list(missed.entries.order_by("pk").values_list("pk", "digest")) == before


# What the pages of practice tell is of people who are made up: their stories and questions are no order's.
MADE_UP = {"reunification", "0147", "014-7"}


def made_up(name: str) -> set[str]:
    """The words that a page may hold of people who are made up."""
    return MADE_UP if name.startswith("practice") else set()


def test_a_refusal_carries_nothing(missed: Case, told: Entry, cast: Cast, signed_in: SignedIn) -> None:
    """
    OpenEyes 3.5.1 (CVE-2021-40375): the page said Forbidden and the answer held the patient's profile all the
    same, for whoever looked at its source. Here every answer to somebody who may not is read whole, whatever
    it says, and however it was asked for.
    """
    for client in (signed_in(cast.colleague), signed_in(cast.stranger), Client()):
        for name, address in addresses(**everything_of(missed, told)):
            if name in LEAVES:
                continue
            asks: list[Callable[..., Any]] = [client.get, client.post]
            asks += [client.head, client.options] if "/case/" in address else []
            for ask in asks:
                assert set(leaked(ask(address))) <= made_up(name), name
            for headers in ({"HX-Request": "true"}, {"Accept": "application/json"}):
                if "/case/" in address:
                    assert leaked(client.get(address, headers=headers)) == [], (name, headers)
    owner = signed_in(cast.worker)
    seen = {
        secret for _, each in addresses(**everything_of(missed, told)) for secret in leaked(owner.get(each))
    }
    assert seen >= {"Marisol", "Tuesday group", "her sister drives her"}, "there was nothing to leak"


def parameters() -> list[str]:
    """Every parameter that a page takes from its address, read from the code, and what others take."""
    code = "".join(path.read_text("utf-8") for path in WEB.rglob("*.py"))
    ours = set(re.findall(r'GET\.get\(\s*"([\w-]+)"|"([\w-]+)" in request\.GET', code))
    found = {one or other for one, other in ours}
    assert {"worker", "from"} <= found
    return sorted(found | {"sortby", "sort", "order", "direction", "o", "page", "limit", "offset", "csum"})


def test_nothing_in_an_address_becomes_part_of_a_question_to_the_database(
    missed: Case, told: Entry, cast: Cast, signed_in: SignedIn
) -> None:
    """
    OpenEMR #1782 (5.0.1.4): the log's `sortby` parameter went into ORDER BY as it came, and
    `sortby=1,extractvalue(0x0a,concat(0x0a,(SELECT @@hostname)))` gave out what it liked. Here every
    parameter of every page gets the like, and no question to the database holds it but as a value.
    """
    asked: list[str] = []

    def listen(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    client = signed_in(cast.supervisor)
    marker = "extractvalue"
    for injected in (f"1,{marker}(0x0a,(SELECT 1))--", f"' OR {marker}()--", f'"; DROP TABLE {marker}; --'):
        everything = dict.fromkeys(parameters(), injected)
        with connection.execute_wrapper(listen):
            for name, address in addresses(**everything_of(missed, told)):
                if name in LEAVES:
                    continue
                assert client.get(address, everything).status_code in (200, 302, 403, 404, 405), name
            client.post(reverse("caseload"), {"name": injected})
            for address in (f"/case/{injected}/", f"/protocols/{injected}/"):
                assert client.get(address).status_code == 404
    assert len(asked) > 100
    assert [sql for sql in asked if marker in sql] == []


# -- scripts that come with a file

SCRIPTS = (
    "<script>document.documentElement.dataset.ran=1</script>",
    '"><img src=x onerror="document.documentElement.dataset.ran=1">',
    "'><svg/onload=document.documentElement.dataset.ran=1>",
    "</textarea></title></select><script>document.documentElement.dataset.ran=1</script>",
    "<a href=javascript:document.documentElement.dataset.ran=1>Ana</a>",
    "{{ 7|add:7 }}{% debug %}",
    "${7*7}<!--",
)


def hostile_file() -> str:
    """An attendance file in which every cell that somebody may write freely holds a script."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(["Client Name", "MRN", "Phone", "Date", "Time", "Service", "Status", "Cancel Reason"])
    for place, script in enumerate(SCRIPTS):
        rows.writerow(
            [script, f"{place} {script}", script, f"2026-03-0{1 + place % 3}", "9:00 AM", *[script] * 3]
        )
    rows.writerow([SCRIPTS[0], "99", "", SCRIPTS[1], "9:00 AM", "Therapy", "No Show", ""])
    return file.getvalue()


class Markup(HTMLParser):
    """Notes whatever in a page could run, and all that it links to."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and not given.get("src", "").startswith("/static/"):
            self.runs.append(f"{tag} {given}")
        if tag in ("iframe", "object", "embed", "base"):
            self.runs.append(tag)
        for name, value in given.items():
            aimed = name in ("href", "src", "action", "formaction", "hx-get", "hx-post", "xlink:href")
            if (
                name.startswith("on")
                or name == "style"
                or (aimed and not value.startswith(("/", "#", "?", "tel:", "sms:", "mailto:", "data:image/")))
            ):
                self.runs.append(f"{tag} {name}={value}")
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"].partition("#")[0])

    def handle_data(self, data: str) -> None:
        self.text += data


def walked(client: Client, start: str = "/", most: int = 80) -> Iterator[tuple[str, Markup]]:
    """Every page that can be reached by links alone, each once."""
    waiting, seen = [start], {start}
    while waiting and len(seen) <= most:
        address = waiting.pop(0)
        answer = client.get(address)
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            continue
        page = Markup(answer.content.decode())
        yield address, page
        fresh = [each for each in page.links if each not in seen and not each.startswith("/static/")]
        waiting += dict.fromkeys(fresh)
        seen.update(fresh)


def posted(client: Client, text: str, name: str = "attendance.csv", **more: str) -> Any:
    """An attendance file as a browser sends it, under exactly this file name."""
    fields = "".join(
        f'--cut\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in more.items()
    )
    body = (
        fields.encode()
        + b'--cut\r\nContent-Disposition: form-data; name="file"; filename="'
        + name.encode("utf-8", "surrogateescape")
        + b'"\r\nContent-Type: text/csv\r\n\r\n'
        + text.encode()
        + b"\r\n--cut--\r\n"
    )
    return client.post("/import/", body, content_type="multipart/form-data; boundary=cut")


def taken_in(client: Client) -> list[str]:
    """Bring the hostile file in as a person would; every page on the way."""
    pages = [posted(client, hostile_file()).content.decode()]
    while "Import" not in pages[-1]:
        answers = {
            name: "missed" if "missed" in options else re.findall(r'value="([^"]+)"', options)[0]
            for name, options in re.findall(
                r'<select[^>]*name="(answer-\d+)"[^>]*>(.*?)</select>', pages[-1], re.DOTALL
            )
        }
        assert answers and len(pages) < 6, pages[-1]
        said = client.post("/import/", carried(pages[-1]) | {"do": "answer"} | answers)
        pages.append(said.content.decode())
    pages.append(client.post("/import/", carried(pages[-1]) | {"do": "take"}).content.decode())
    return pages


def names_shown(pages: list[Markup]) -> set[str]:
    return {script for script in SCRIPTS if any(script in page.text for page in pages)}


def test_a_script_in_a_file_stays_words(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    """
    CiviCRM (CIVI-SA-2021-01): a script in a cell of an imported CSV ran for whoever brought the file in, and
    ChurchCRM 4.5.3 (CVE-2023-24686) kept such scripts in people's names, to run for everybody afterwards.
    Here every cell holds one, and is looked for on each page of the import and on all that links lead to.
    """
    client = signed_in(cast.worker)
    on_the_way = [Markup(page) for page in taken_in(client)]
    afterwards = [page for _address, page in walked(client)]
    assert Case.objects.count() == len(SCRIPTS)
    assert names_shown(afterwards) == set(SCRIPTS), "each name is shown somewhere, as it was typed"
    found = client.post("/caseload/", {"name": "script"})
    for page in (*on_the_way, *afterwards, Markup(found.content.decode())):
        assert page.runs == []
    refused = posted(client, hostile_file())
    saved = client.post("/import/", carried(refused.content.decode()) | {"do": "refused"})
    assert saved.headers["X-Content-Type-Options"] == "nosniff"


# -- names that are paths

PATHS = (
    "../../../../heardfirst-was-here.csv",
    "..\\..\\heardfirst-was-here.csv",
    "/tmp/heardfirst-was-here.csv",
    "C:\\Windows\\heardfirst-was-here.csv",
    "\\\\server\\share\\heardfirst-was-here.csv",
    "....//....//heardfirst-was-here.csv",
    "%2e%2e%2fheardfirst-was-here.csv",
    "..",
    "CON",
    "nul.csv",
    "held/../secret_key",
    "a\x00.csv",
    "-rf heardfirst-was-here.csv",
    ".htaccess",
    "heardfirst-was-here" * 400 + ".csv",
)


def files_under(place: Path) -> set[Path]:
    return {each for each in place.rglob("*") if each.is_file() and "sqlite3" not in each.name}


def test_a_files_name_never_becomes_a_path(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    """
    OpenMRS (CVE-2026-40076): names inside an upload led out of the place meant for it. Here the name a file
    comes with is used for nothing: what is kept lies sealed under a random name, once, in the one place for
    it, and no answer gives the name back.
    """
    around = home.data_dir().parent
    client = signed_in(cast.worker)
    text = "Client Name,MRN,Date,Time,Service,Status\nGrace Okoye,1002,2026-03-03,9:00 AM,Therapy,No Show\n"
    for name in PATHS:
        before = files_under(home.data_dir()) | {Path(each) for each in around.glob("*was-here*")}
        answer = posted(client, text, name)
        after = files_under(home.data_dir()) | {Path(each) for each in around.glob("*was-here*")}
        assert answer.status_code in (200, 400, 422)
        assert "was-here" not in answer.content.decode()
        for kept in after - before:
            assert kept.parent == home.data_dir() / "held" and re.fullmatch("[0-9a-f]{32}", kept.name)
        assert len(after - before) == (answer.status_code == 200)
    assert not Path("/tmp/heardfirst-was-here.csv").exists()


@pytest.mark.parametrize(
    "ticket",
    [
        "../../secret_key",
        "/etc/passwd",
        base64.urlsafe_b64encode(b"../../secret_key".ljust(48, b"/")).decode(),
        base64.urlsafe_b64encode(b"\x00" * 48).decode(),
        "é" * 64,
    ],
)
def test_a_ticket_never_becomes_a_path(ticket: str, cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    """The same by the other way in: what a page sends back as its ticket opens and removes nothing else."""
    client = signed_in(cast.worker)
    before = files_under(home.data_dir())
    for doing in ("answer", "take", "refused", "drop"):
        answer = client.post("/import/", {"do": doing, "ticket": ticket, "tables": "{}"})
        assert answer.status_code in (302, 422)
    assert files_under(home.data_dir()) == before


@pytest.mark.parametrize(
    "address",
    [
        "/protocols/../../settings/",
        "/protocols/..%2F..%2F..%2Fpyproject/",
        "/protocols/%2Fetc%2Fpasswd/",
        "/protocols/..%5C..%5Csettings/",
        "/protocols/california-dui%00/",
        "/protocols/.%2E/",
        "/static/../secret_key",
        "/static/..%2F..%2Fsecret_key",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static//etc/passwd",
    ],
)
def test_an_address_never_becomes_a_path(address: str, cast: Cast, signed_in: SignedIn) -> None:
    """The same by the addresses that name one of our own files: rules and style sheets."""
    answer = signed_in(cast.supervisor).get(address)
    assert answer.status_code == 404
    text = answer.content.decode()
    assert "Page not found" in text and "root:" not in text and str(home.data_dir()) not in text
