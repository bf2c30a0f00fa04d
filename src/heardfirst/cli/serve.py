"""``serve``, ``demo`` and ``sign-in``: the screens, on this machine."""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading
import webbrowser
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .background_tick import ticking_beside
from .installation import BAD_INPUT, As, get_ready, obvious_person, person_for
from .output import Json, Language, complain, console, print_json, spoken
from .static_files import gather_static_files
from .translation import gettext as _

if TYPE_CHECKING:
    from heardfirst.agency.models import Person

_STOPS_WITHIN = 3  # seconds for a request under way; a worker hit by Ctrl-C too may miss the word to stop
PORT = 8017
_TRIES = 20

Port = Annotated[
    int | None, typer.Option(min=1, max=65535, help=f"The port; by default {PORT}, or the next free one.")
]
Host = Annotated[str, typer.Option(help="The address to listen on.")]


def serve(
    host: Host = "127.0.0.1", port: Port = None, speak_for: As = None, language: Language = None
) -> None:
    """Run the web server until stopped, and keep the record up to date."""
    tongue = spoken(language)
    get_ready(tongue)
    from heardfirst.agency.agency_setup import nobody_here

    address = _address(host, port)
    if speak_for is None and nobody_here():
        console().print(
            _("Set up your agency here: {link}").format(link=set_up_link(address)), soft_wrap=True
        )
        console().print(_("The link works until setup is finished. Press Ctrl-C to stop."))
    elif (person := _comes_in_at_once(speak_for)) is not None:
        console().print(
            f"Heardfirst: {_link(person, address)}\n"
            + _("(a one-time link for {name}; press Ctrl-C to stop)").format(name=person.name)
        )
    else:
        console().print(f"Heardfirst: {_at(address, '/')}\n" + _("(press Ctrl-C to stop)"), soft_wrap=True)
    sys.stdout.flush()
    _run(address)


def sign_in(
    email: Annotated[str | None, typer.Argument(help="Whose link; by default the supervisor's.")] = None,
    host: Host = "127.0.0.1",
    port: Port = None,
    as_json: Json = False,
) -> None:
    """Create a one-time sign-in link for a running server, or the setup link if nobody is set up yet."""
    get_ready()
    from heardfirst.agency.agency_setup import nobody_here

    address = (host, port or PORT)
    sets_up = email is None and nobody_here()
    link = set_up_link(address) if sets_up else _link(person_for(email), address)
    if as_json:
        print_json({"link": link})
    else:
        console().print(link, soft_wrap=True)


def demo(
    host: Host = "127.0.0.1",
    port: Port = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Recreate the demo caseload.")] = False,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Create the caseload, print Today, and stop.")
    ] = False,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Start a demo with about forty fictional clients, in the terminal and in the browser.

    It lives apart from real data: in a directory of its own, or in HEARDFIRST_DATA when that is empty or
    holds a demonstration already.
    """
    from .demo.data_directory import NotADemoError, demo_place

    tongue = spoken(language)
    try:
        place = demo_place(fresh=fresh)
    except NotADemoError as problem:
        complain(str(problem))
        raise typer.Exit(BAD_INPUT) from None
    os.environ["HEARDFIRST_DATA"] = str(place.directory)
    os.environ.pop("DATABASE_URL", None)
    get_ready(tongue)
    from heardfirst import clock
    from heardfirst.access.today import today_for

    from .demo.caseload import make_caseload
    from .today import show_today

    if place.new:
        if as_json:
            person = make_caseload()
        else:
            with console().status(_("Creating a caseload …")):
                person = make_caseload()
        place.finish()
    else:
        person = person_for("demo@localhost")
    if not as_json:
        show_today(today_for(person, clock.now()), person, tongue)
    if no_serve:
        if as_json:
            print_json({"data": place.directory, "new": place.new})
        return
    address = _address(host, port)
    link = _link(person, address)
    if as_json:
        print_json({"data": place.directory, "new": place.new, "link": link})
    else:
        console().print(
            "\n" + _("Open this once (it signs you in as {name}):").format(name=person.name) + f"\n{link}",
            soft_wrap=True,
        )
        console().print(_("Press Ctrl-C to stop."))
    sys.stdout.flush()
    if sys.stdout.isatty() and (
        sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        threading.Timer(1.5, webbrowser.open, [link]).start()
    _run(address)


def _comes_in_at_once(email: str | None) -> Person | None:
    """
    For whom a one-time link is printed: who is named, or on one's own machine the one person it can be for.
    What a server prints ends in its journal, where nobody's way in belongs.
    """
    from django.conf import settings

    if email is not None:
        return person_for(email)
    return None if settings.PUBLIC_ADDRESS else obvious_person()


def set_up_link(address: tuple[str, int], *, further: bool = False) -> str:
    """A new link by which an agency is set up in the browser."""
    from django.conf import settings
    from django.urls import reverse

    from heardfirst.agency.agency_setup import make_set_up_link

    token = make_set_up_link(zone=settings.LOCAL_ZONE, further=further)
    return _at(address, reverse("set-up-link", args=[token]))


def _link(person: Person, address: tuple[str, int]) -> str:
    from django.urls import reverse

    from heardfirst.agency.doors.sign_in_links import make_sign_in_link

    return _at(address, reverse("sign-in-link", args=[make_sign_in_link(person=person)]))


def _at(address: tuple[str, int], path: str) -> str:
    """A page's address: as people come here, where that is known, else as this process listens."""
    from django.conf import settings

    if settings.PUBLIC_ADDRESS:
        return f"{settings.PUBLIC_ADDRESS}{path}"
    host, port = address
    return f"http://{'[' + host + ']' if ':' in host else host}:{port}{path}"


def _address(host: str, port: int | None) -> tuple[str, int]:
    """The address to listen on; the port asked for must be free, else the next free one is taken.

    Leaves with exit code 2 when it is not.
    """
    for wanted in [port] if port else range(PORT, PORT + _TRIES):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, wanted))
            except OSError:
                continue
            return host, wanted
    complain(
        _(
            "The address {host}, port {port}, is in use or does not belong to this machine. "
            "Choose another with --port."
        ).format(host=host, port=port or PORT)
    )
    raise typer.Exit(BAD_INPUT)


def _run(address: tuple[str, int]) -> None:
    """Serve until stopped, with a tick beside it."""
    from django.db import connections
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces

    gather_static_files()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heardfirst.settings")
    server: Any = Granian(
        "heardfirst.asgi:application",
        address=address[0],
        port=address[1],
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        workers=1,
        workers_kill_timeout=_STOPS_WITHIN,
        log_enabled=True,
        log_access=False,
    )  # fmt: skip
    logging.getLogger("_granian").setLevel(logging.WARNING)
    # The server makes its workers by forking: they must inherit no thread of ours and no open database.
    connections.close_all()
    with ticking_beside():
        server.serve()
