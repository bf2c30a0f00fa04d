"""``agency``: a further agency in the same installation."""

from __future__ import annotations

from .installation import get_ready
from .output import Json, console, print_json
from .serve import PORT, Host, Port, set_up_link


def open_agency(host: Host = "127.0.0.1", port: Port = None, as_json: Json = False) -> None:
    """Print the link to set up another agency on a running server.

    Nothing crosses from one agency to another.
    """
    get_ready()
    from heardfirst.agency.agency_setup import nobody_here

    link = set_up_link((host, port or PORT), further=not nobody_here())
    if as_json:
        print_json({"link": link})
    else:
        console().print(link, soft_wrap=True)
