"""
A program for the tests: it sets up an installation that is served under a name, asks it for every address
there is, as somebody signed in and as nobody, and prints what each answer told the browser.

    HEARDFIRST_HOSTS=cases.example.org python -m tests.web.asked_over_https
"""

from __future__ import annotations

import json
import logging
import os
import sys
from typing import Any

HOST = "cases.example.org"
FLAGS = ("secure", "httponly", "samesite", "path", "domain")


def told(who: str, name: str, answer: Any) -> dict[str, Any]:
    """One answer: everything but what it says."""
    cookies = {
        each.key: {flag: each[flag] for flag in FLAGS}
        for each in answer.cookies.values()
        if each["max-age"] != 0
    }
    headers = {key.lower(): value for key, value in answer.headers.items()}
    return {"who": who, "name": name, "status": answer.status_code, "headers": headers, "cookies": cookies}


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "heardfirst.settings"
    import django

    django.setup()
    logging.disable()
    from django.contrib.staticfiles.storage import staticfiles_storage
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from heardfirst.agency.doors.sign_in_links import make_sign_in_link
    from heardfirst.agency.models import Agency, Role
    from heardfirst.agency.services import add_person, open_agency
    from tests.web.shared.test_replays import LEAVES, addresses

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    agency = open_agency(name="Harbor Family Services")
    Agency.objects.update(set_up_at=timezone.now())
    roles = [Role.WORKER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER]
    person = add_person(agency=agency, email="wanda@example.org", name="Wanda", roles=roles)

    inside = Client(SERVER_NAME=HOST)
    link = f"/sign-in/{make_sign_in_link(person=person)}/"
    answers = [told("nobody", "a link", inside.post(link, secure=True))]
    for name, address in addresses():
        for who, client in (("somebody", inside), ("nobody", Client(SERVER_NAME=HOST))):
            if name not in LEAVES:
                answers.append(told(who, name, client.get(address, secure=True)))
                answers.append(told(who, f"{name} sent", client.post(address, {}, secure=True)))
    for name, sent in (("choose-theme", {"theme": "dark"}), ("choose-language", {"language": "es"})):
        answers.append(
            told("nobody", name, Client(SERVER_NAME=HOST).post(f"/{name[7:]}/", sent, secure=True))
        )
    answers.append(told("somebody", "no such page", inside.get("/nowhere/", secure=True)))
    for name in ("heardfirst.css", "heardfirst.js", "mark.svg"):
        path = staticfiles_storage.url(f"heardfirst/{name}")
        answers.append(told("file", name, Client(SERVER_NAME=HOST).get(path, secure=True)))
    answers.append(told("somebody", "sign-out", inside.post("/sign-out/", secure=True)))
    answers.append(told("stranger", "another name", Client(SERVER_NAME="evil.example").get("/", secure=True)))
    answers.append(told("plain", "without https", Client(SERVER_NAME=HOST).get("/caseload/")))
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
