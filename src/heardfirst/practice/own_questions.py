"""The agency's own questions: brought in as files, put away, and taken out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from uuid import UUID

from heardfirst import clock
from heardfirst.agency.models import Agency, Person
from heardfirst.protocol import ProtocolRoomError
from heardfirst.turns import writing

from .answering import Answer, answer
from .errors import ItemError
from .exchange.checking import Checked, read_own
from .exchange.shipped import shipped_digests
from .models import OwnItem
from .question_file import Item

__all__ = [
    "MOST_OWN",
    "OWN",
    "add_own_items",
    "already_here",
    "key_of",
    "own_item_of",
    "own_items",
    "own_keys",
    "own_question",
    "parsed_question",
    "put_away",
    "take_out_again",
]  # fmt: skip

OWN = "own"
MOST_OWN = 500
"""How many of its own questions an agency can keep, those put away included."""
_askable: dict[str, bool] = {}
"""Whether a text has an answer, by its digest: neither changes while a process runs."""


def add_own_items(*, by: Person, found: Iterable[Checked]) -> list[OwnItem]:
    """
    Keep the questions that were found to be right; of the others, and of those that are here already, nothing
    is kept. Returns the new ones. Raises ItemError where there would be more than an agency can keep.
    """
    right = {
        question.digest: question for question in found if question.item is not None and not question.wrong
    }
    with writing():
        Agency.objects.select_for_update(no_key=True).only("pk").get(pk=by.agency_id)
        for digest in already_here(by.agency, right):
            del right[digest]
        if OwnItem.objects.filter(agency_id=by.agency_id).count() + len(right) > MOST_OWN:
            raise ItemError(f"An agency keeps at most {MOST_OWN} questions of its own.")
        return OwnItem.objects.bulk_create(
            OwnItem(
                agency_id=by.agency_id,
                text=question.text.decode("utf-8-sig"),
                digest=digest,
                topic=question.item.topic if question.item else "",
                added_by=by,
                added_at=clock.now(),
            )
            for digest, question in right.items()
        )


def put_away(*, own: OwnItem) -> None:
    """Ask it nobody any more. It is kept, with what was answered to it, and can be taken out again."""
    with writing():
        OwnItem.objects.filter(pk=own.pk, put_away_at=None).update(put_away_at=clock.now())


def take_out_again(*, own: OwnItem) -> None:
    """Ask again what was put away."""
    with writing():
        OwnItem.objects.filter(pk=own.pk).update(put_away_at=None)


def already_here(agency: Agency, digests: Iterable[str]) -> set[str]:
    """Of these files those that the agency has, put away or not, or that came with the product."""
    digests_asked = set(digests)
    there = OwnItem.objects.filter(agency=agency, digest__in=digests_asked)
    return set(there.values_list("digest", flat=True)) | (digests_asked & shipped_digests())


def own_items(agency: Agency, *, away: bool = False) -> list[OwnItem]:
    """The agency's own questions, the last to come first; with ``away``, those that were put away."""
    found = OwnItem.objects.filter(agency=agency, put_away_at__isnull=not away)
    return list(found.select_related("added_by").order_by("-added_at", "-pk"))


def own_item_of(agency: Agency, public_id: UUID) -> OwnItem | None:
    """One of them, put away or not; None for another agency's."""
    return OwnItem.objects.filter(agency=agency, public_id=public_id).select_related("added_by").first()


def own_keys(agency: Agency) -> Mapping[str, str]:
    """
    The topics of the questions that are asked, by their keys. One that has no answer any more, since the
    rules it goes by changed with a new version of the product, is not asked until somebody mends it.
    """
    there = OwnItem.objects.filter(agency=agency, put_away_at=None).order_by("pk")
    found = list(there.values_list("public_id", "topic", "digest"))
    new = [digest for _id, _topic, digest in found if digest not in _askable]
    if new:
        texts = OwnItem.objects.filter(agency=agency, digest__in=new).values_list("digest", "text")
        _askable.update({digest: parsed_question(text) is not None for digest, text in texts})
    return {f"{OWN}/{public_id}": topic for public_id, topic, digest in found if _askable[digest]}


def own_question(agency: Agency, key: str) -> Item:
    """The question of that key, put away or not. Raises KeyError where this agency has none such."""
    try:
        own = own_item_of(agency, UUID(key.removeprefix(f"{OWN}/")))
    except ValueError:
        raise KeyError(key) from None
    question = None if own is None else parsed_question(own.text)
    if question is None:
        raise KeyError(key)
    return question[0]


def key_of(own: OwnItem) -> str:
    """By which the question is known wherever it is answered."""
    return f"{OWN}/{own.public_id}"


@lru_cache(maxsize=MOST_OWN)
def parsed_question(text: str) -> tuple[Item, Answer] | None:
    """The question in a text, and its answer; None where it has none any more."""
    try:
        item = read_own(text.encode(), "question.toml")
        return item, answer(item)
    except (ProtocolRoomError, OverflowError):
        return None
