"""What gets in a client's way, as they told us in the responses that run."""

from __future__ import annotations

from heardfirst.protocol.vocabulary.closed_lists import NAMED_BARRIERS
from heardfirst.record.reading import CaseReading


def barriers_heard(reading: CaseReading) -> list[str]:
    """
    The barriers of the closed list that were heard since the open responses of this case began and have not
    eased since, in the order of that list. Empty where no response runs.
    """
    found: set[str] = set()
    for requirement in reading.requirements:
        response = reading.facts(requirement).response
        if not response.open or response.began is None:
            continue
        standing: set[str] = set()
        for entry in reading.folded_for(requirement).of("client.heard", "barrier.eased"):
            if entry.at < response.began:
                continue
            if entry.kind == "client.heard":
                standing |= {str(barrier) for barrier in entry.details.get("barriers", ())}
            else:
                standing.discard(str(entry.details.get("barrier", "")))
        found |= standing
    return [barrier for barrier in NAMED_BARRIERS if barrier in found]
