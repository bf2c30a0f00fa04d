"""``protocol list``: the protocols that come with Heardfirst, without any database."""

from __future__ import annotations

from typing import Any

from heardfirst.protocol import Protocol, load_protocol, shipped_protocols

from .decide import exception_as_json
from .output import Json, Language, console, print_json, spoken, table
from .translation import gettext as _


def list_protocols(as_json: Json = False, language: Language = None) -> None:
    """List the protocols that come with Heardfirst."""
    tongue = spoken(language)
    protocols = [load_protocol(name) for name in shipped_protocols()]
    if as_json:
        print_json([protocol_as_json(protocol, tongue) for protocol in protocols])
        return
    shown = table(_("Protocol"), _("Version"), _("Steps"), _("Exceptions"), _("What it is"))
    for protocol in protocols:
        shown.add_row(
            protocol.key,
            protocol.version,
            str(len(protocol.steps)),
            str(len(protocol.exceptions)),
            protocol.name[tongue],
        )
    console().print(shown)


def protocol_as_json(protocol: Protocol, language: str) -> dict[str, Any]:
    """What a protocol is, as JSON has it."""
    return {
        "name": protocol.key,
        "title": protocol.name[language],
        "version": protocol.version,
        "digest": protocol.digest,
        "steps": [step.name for step in protocol.steps],
        "exceptions": [exception_as_json(exception, language) for exception in protocol.exceptions],
    }
