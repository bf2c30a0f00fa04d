"""
A small directory in HSDS 3, written for these tests from the published specification: the same services as
JSON and as a zip of tables. Everybody and everything in it is invented.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

VAN, CARE, LEGAL, ODD = (
    "ac148810-d857-441c-9679-408f346de14b",
    "0fdfb57f-c147-4cfb-864c-44788a335d8c",
    "24682fa0-3eda-4afc-a026-84a21c7a882e",
    "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610",
)

TABLES: dict[str, list[dict[str, Any]]] = {
    "organizations": [
        {"id": "o1", "name": "Harbor Mobility", "website": "https://example.org", "description": "x"},
        {"id": "o2", "name": "Niños, Inc.", "website": "", "description": "x"},
    ],
    "services": [
        {
            "id": VAN, "organization_id": "o1", "name": "Harbor Van", "status": "active",
            "description": "<p>Rides to <b>treatment</b> &amp; court</p>", "url": "https://example.org/van",
            "application_process": "Call two days before.", "fees_description": "Free",
            "eligibility_description": "Residents of the county.", "minimum_age": "18",
            "assured_date": "2026-01-05",
        },
        {
            "id": CARE, "organization_id": "o2", "name": "Guardería Sol", "status": "active",
            "description": "", "url": "javascript:alert(1)", "application_process": "",
            "fees_description": "Sliding scale", "eligibility_description": "", "minimum_age": "",
            "assured_date": "soon",
        },
        {
            "id": LEGAL, "organization_id": "o1", "name": "Wills for seniors", "status": "active",
            "description": "", "url": "", "application_process": "", "fees_description": "",
            "eligibility_description": "", "minimum_age": "", "assured_date": "",
        },
        {
            "id": ODD, "organization_id": "o1", "name": "Closed since", "status": "defunct",
            "description": "", "url": "", "application_process": "", "fees_description": "",
            "eligibility_description": "", "minimum_age": "", "assured_date": "",
        },
    ],
    "locations": [{"id": "l1", "name": "Pier 4"}],
    "service_at_locations": [{"id": "s1", "service_id": VAN, "location_id": "l1"}],
    "addresses": [
        {
            "id": "a1", "location_id": "l1", "address_1": "4 Pier Street", "city": "Harbor",
            "state_province": "NY", "postal_code": "10004", "country": "US", "address_type": "physical",
        },
    ],
    "phones": [
        {"id": "p0", "service_id": VAN, "location_id": "", "number": "202-555-0100", "type": "fax"},
        {"id": "p1", "service_id": "", "location_id": "l1", "number": "202-555-0148", "type": "voice"},
        {"id": "p2", "service_id": CARE, "location_id": "", "number": "none", "type": "voice"},
    ],
    "schedules": [
        {"id": "h1", "service_id": VAN, "freq": "WEEKLY", "byday": "MO,TH", "opens_at": "09:00-05:00",
         "closes_at": "17:30:00"},
    ],
    "languages": [
        {"id": "g1", "service_id": CARE, "name": "Spanish", "code": "spa"},
        {"id": "g2", "service_id": CARE, "name": "Mam", "code": ""},
    ],
    "cost_options": [{"id": "c1", "service_id": LEGAL, "amount": "35", "currency": "usd"}],
    "taxonomy_terms": [
        {"id": "t1", "name": "Transportation", "description": "x"},
        {"id": "t2", "name": "Child Care", "description": "x"},
        {"id": "t3", "name": "Estate Planning", "description": "x"},
        {"id": "t4", "name": "Seniors", "description": "x"},
    ],
    "attributes": [
        {"id": "x1", "link_id": VAN, "taxonomy_term_id": "t1", "link_entity": "service", "link_type": "type"},
        {"id": "x2", "link_id": CARE, "taxonomy_term_id": "t2", "link_entity": "service", "link_type": ""},
        {"id": "x3", "link_id": LEGAL, "taxonomy_term_id": "t3", "link_entity": "service", "link_type": ""},
        {"id": "x4", "link_id": LEGAL, "taxonomy_term_id": "t4", "link_entity": "service",
         "link_type": "service_eligibility"},
        {"id": "x5", "link_id": ODD, "taxonomy_term_id": "t1", "link_entity": "service", "link_type": ""},
    ],
}  # fmt: skip


def as_zip(
    tables: Mapping[str, list[dict[str, Any]]] = TABLES, more: Mapping[str, bytes] | None = None
) -> bytes:
    """The tabular package: a CSV a table, in a folder, beside its description and whatever ``more``."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("hsds/datapackage.json", "{}")
        for name, rows in tables.items():
            text = io.StringIO()
            writer = csv.DictWriter(text, list(dict.fromkeys(key for row in rows for key in row)))
            writer.writeheader()
            writer.writerows(rows)
            archive.writestr(f"hsds/{name}.csv", "\ufeff" + text.getvalue())
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return packed.getvalue()


def services() -> list[dict[str, Any]]:
    """The same, with what belongs to a service within it."""

    def of(table: str, column: str, key: str) -> list[dict[str, Any]]:
        return [dict(row) for row in TABLES[table] if row.get(column) == key]

    found = []
    for row in TABLES["services"]:
        key = str(row["id"])
        place = {
            **TABLES["locations"][0],
            "addresses": of("addresses", "location_id", "l1"),
            "phones": of("phones", "location_id", "l1"),
        }
        found.append(
            {
                **row,
                "organization": of("organizations", "id", str(row["organization_id"]))[0],
                "phones": of("phones", "service_id", key),
                "schedules": of("schedules", "service_id", key),
                "languages": of("languages", "service_id", key),
                "cost_options": of("cost_options", "service_id", key),
                "service_at_locations": [
                    {**each, "location": place} for each in of("service_at_locations", "service_id", key)
                ],
                "attributes": [
                    {**each, "taxonomy_term": of("taxonomy_terms", "id", each["taxonomy_term_id"])[0]}
                    for each in of("attributes", "link_id", key)
                ],
            }
        )
    return found


def as_json(told: Any = None) -> bytes:
    """A page of services, as an API gives it."""
    page = {"total_items": 4, "contents": services()} if told is None else told
    return json.dumps(page).encode()
