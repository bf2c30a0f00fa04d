"""From a file's bytes to the services in it, within bounds: JSON, or a zip of tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from .nodes import FileRefused, Node, Problem
from .tables import MEGABYTE, services_of_zip

LARGEST_FILE = 20 * MEGABYTE
"""In bytes."""
MOST_SERVICES = 5_000
_ZIP = b"PK\x03\x04"


def services_in(content: bytes, problems: list[Problem]) -> list[Node]:
    """
    Every service a file holds, with its organization, places and terms within. What was odd on the way goes
    to ``problems``.

    Raises `FileRefused` for what is too large, of another kind, or holds no services.
    """
    if len(content) > LARGEST_FILE:
        raise FileRefused(
            _("The file is larger than %(most)s MB. Ask for a smaller part of it.")
            % {"most": LARGEST_FILE // MEGABYTE}
        )
    if content.startswith(_ZIP):
        found = [Node(table, str(at), problems) for at, table in services_of_zip(content)]
    else:
        found = [Node(record, at, problems) for at, record in _services_of(_parsed(content))]
    if not found:
        raise FileRefused(_("No services were found in this file. Is it HSDS, as JSON or as a zip of CSVs?"))
    if len(found) > MOST_SERVICES:
        raise FileRefused(
            _("The file has more than %(most)s services. Ask for a smaller part of it.")
            % {"most": MOST_SERVICES}
        )
    return found


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except json.JSONDecodeError as problem:
        raise FileRefused(
            _("This is not valid JSON: the error is in line %(line)s.") % {"line": problem.lineno}
        ) from None
    except RecursionError:
        raise FileRefused(_("The file is nested too deeply.")) from None
    except ValueError:  # other letters than UTF-8, or numbers without end
        raise FileRefused(_("This is neither UTF-8 JSON nor a zip of CSV files.")) from None


def _no_number(_text: str) -> NoReturn:
    raise ValueError


def _services_of(document: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """Services of one page or list, of one service or organization, or of a list of organizations."""
    if isinstance(document, Mapping):
        for name in ("contents", "services", "organizations"):
            if isinstance(document.get(name), list):
                found = _of_list(document[name], name)
                return (
                    [(at, _with_organization(its_service, document)) for at, its_service in found]
                    if name == "services"
                    else found
                )
        return [("service", document)] if "id" in document and "name" in document else []
    return _of_list(document, "") if isinstance(document, list) else []


def _of_list(document: list[Any], name: str) -> list[tuple[str, Mapping[str, Any]]]:
    found: list[tuple[str, Mapping[str, Any]]] = []
    for place, record in enumerate(document):
        at = f"{name}[{place}]"
        if not isinstance(record, Mapping):
            continue
        inner = record.get("services")
        if isinstance(inner, list):  # an organization with what it gives
            found += [
                (f"{at}.services[{number}]", _with_organization(its_service, record))
                for number, its_service in enumerate(inner)
                if isinstance(its_service, Mapping)
            ]
        elif isinstance(record.get("service"), Mapping):  # a service at a location
            found.append((f"{at}.service", {**record["service"], "service_at_locations": [record]}))
        else:
            found.append((at, record))
    return found


def _with_organization(service: Mapping[str, Any], organization: Mapping[str, Any]) -> Mapping[str, Any]:
    """The service with its organization in it, where it stood within that one."""
    if "organization" in service or "name" not in organization:
        return service
    return {
        **service,
        "organization": {key: value for key, value in organization.items() if key != "services"},
    }
