"""Finding a client by name, among those one may see."""

from __future__ import annotations

from dataclasses import dataclass, field

from heardfirst.agency.models import Person
from heardfirst.record.models import Case
from heardfirst.vault import tokens_to_look_for

from .client_names import with_name
from .policies import Visitor, cases_listed_for

SHOWN = 20


@dataclass(frozen=True, slots=True)
class FoundClient:
    """A case, and its client's name."""

    case: Case
    name: str = field(repr=False)


def find_clients(person: Visitor, name: str) -> list[FoundClient]:
    """
    At most `SHOWN` cases whose client's name has a word beginning with each word typed: those with the very
    words first, each group by name.

    A word of fewer than three letters is found only whole. Capitals and accents make no difference.
    """
    if not isinstance(person, Person):
        return []
    found: dict[int, FoundClient] = {}
    for whole_words in (True, False):
        matches = sorted(
            _found(person, name, whole_words=whole_words), key=lambda client: client.name.casefold()
        )
        found |= {client.case.pk: found.get(client.case.pk, client) for client in matches}
        if len(found) >= SHOWN:
            break
    return list(found.values())[:SHOWN]


def _found(person: Person, name: str, *, whole_words: bool) -> list[FoundClient]:
    tokens = tokens_to_look_for(name, scope=person.agency.public_id.hex, whole_words=whole_words)
    found = with_name(cases_listed_for(person), name, tokens, agency=person.agency)
    return [FoundClient(case, called) for case, called in found]
