"""
What is typed into a form about a case, between the first letter and the record: kept, shown again, and held
against what others recorded meanwhile.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import cast

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.agency.models import Person
from heardfirst.guide.drafts.across_sign_in import pack, token_for, unpack
from heardfirst.guide.drafts.draft_sealing import DraftTooLongError
from heardfirst.guide.drafts.selectors import KeptDraft, draft_of
from heardfirst.guide.drafts.services import DraftElsewhereError, finish_draft, keep_draft
from heardfirst.protocol import KINDS
from heardfirst.record.models import Case, Entry, Requirement
from heardfirst.record.reading import CaseReading

from ..shared.colleagues_entries import entry_sentence, others_since, when_text
from ..shared.fields import Form
from ..shared.posting import FORM_TOKEN

TICKET = "typed_ticket"
TOKEN, BEGUN, TAB, REVISION, TWICE = (
    "draft-token",
    "draft-begun",
    "draft-tab",
    "draft-revision",
    "draft-twice",
)
# Two who write down the same thing do it within minutes of each other.
SAME_THING_WITHIN = timedelta(minutes=10)
_NOT_TYPED = {"csrfmiddlewaretoken", FORM_TOKEN, "next", "time-seen"}
_KEYS = re.compile(
    r"try|talked|hand-over|died|override:[a-z_]{1,40}|(?:dispute|order):[0-9a-f]{32}"
    r"|happened:([a-z._]{1,40})|correct:[0-9a-f]{32}:([a-z._]{0,40})"
)


def is_form(key: str) -> bool:
    """Whether there is a form of that name. A name holds closed lists and ids, never anything typed."""
    found = _KEYS.fullmatch(key)
    kinds = [kind for kind in found.groups() if kind] if found else []
    return found is not None and all(KINDS.name_of(kind) in KINDS.that("has_form") for kind in kinds)


@dataclass
class Drafting:
    """
    One form of one case before one person: its draft, and what happened since it was begun. ``twins`` are
    entries that say the same as what is being recorded, ``twice`` the number of the latest of them.
    """

    request: HttpRequest = field(repr=False)
    reading: CaseReading = field(repr=False)
    form: str
    twins: list[str] = field(default_factory=list)
    twice: int = 0
    _revision: int = 0

    @property
    def case(self) -> Case:
        """The case that the form is about."""
        return self.reading.case

    @cached_property
    def draft(self) -> KeptDraft | None:
        """What was kept before, where the form is being opened."""
        return None if self._posted else draft_of(self._person, self.case, self.form)

    @property
    def data(self) -> QueryDict | None:
        """What the form begins with: what is sent, else what was kept, else nothing."""
        if self._posted:
            return self.request.POST
        if self.draft is None:
            return None
        typed = QueryDict(mutable=True)
        for name, values in self.draft.typed.items():
            typed.setlist(name, values)
        return typed

    def shown(self, *forms: Form | None) -> None:
        """Where something was kept, show it as it was typed."""
        if self.draft is not None:
            for form in forms:
                if form is not None:
                    form.as_typed()

    @cached_property
    def begun(self) -> int:
        """How many entries the case had when this was begun."""
        if self._posted:
            return number_of(self.request.POST.get(BEGUN), self.case.count)
        return self.draft.begun if self.draft is not None else self.case.count

    def keep(self) -> None:
        """Keep what was sent and did not become an entry."""
        with suppress(DraftElsewhereError, DraftTooLongError):
            draft = keep_draft(
                person=self._person,
                case=self.case,
                form=self.form,
                typed=typed_in(self.request.POST),
                begun=self.begun,
            )
            self._revision = draft.revision if draft is not None else 0

    def keep_unfinished(self, *forms: Form | None, asking: bool = False) -> bool:
        """Whether what was sent became no entry yet, or the page is ``asking`` first; then it is kept."""
        wrong = bool(self.twins) or asking or any(form is not None and form.errors for form in forms)
        if wrong:
            self.keep()
        return wrong

    def done(self) -> None:
        """It is in the record."""
        finish_draft(person=self._person, case=self.case, form=self.form, tab=self.request.POST.get(TAB, ""))

    def asks_first(self, kind: str, requirement: Requirement | None = None) -> bool:
        """
        Whether somebody recorded the same kind of thing since this was begun, or another person within the
        last minutes, and it was not said yet that this is one more.
        """
        recent = Q(recorded_at__gte=clock.now() - SAME_THING_WITHIN) & ~Q(by=self._person)
        same = list(
            Entry.objects.filter(case=self.case, kind__in=KINDS.stored_names(kind), requirement=requirement)
            .filter(Q(seq__gt=self.begun) | recent, by__isnull=False)
            .select_related("by")
            .order_by("-seq")[:5]
        )
        if same:
            same = [entry for entry in same if str(entry.public_id) not in self.reading.corrected]
        if not same or number_of(self.request.POST.get(TWICE), 0) >= same[0].seq:
            return False
        self.twins = [entry_sentence(entry, self._person) for entry in same]
        self.twice = same[0].seq
        return True

    @cached_property
    def meanwhile(self) -> list[str]:
        """What others recorded since this was begun."""
        if self.begun >= self.case.count or self.twins:
            return []
        return others_since(self.case, self._person, self.begun)

    @property
    def notice(self) -> str:
        """That something was kept, and from when."""
        if self.draft is None:
            return ""
        return _("Draft saved %(when)s. It is not in the record yet.") % {
            "when": when_text(self.draft.kept_at)
        }

    @property
    def revision(self) -> int:
        """Of the draft as the page knows it."""
        return self.draft.revision if self.draft is not None else self._revision

    @property
    def href(self) -> str:
        """Where it is kept."""
        return reverse("draft", args=[self.case.public_id, self.form])

    @property
    def here(self) -> str:
        """The page itself."""
        return self.request.get_full_path()

    @property
    def token(self) -> str:
        """What says whose page this is."""
        return token_for(self._person, self.case, self.form)

    @property
    def news_href(self) -> str:
        """Where the page asks what others recorded."""
        return reverse("case-news", args=[self.case.public_id])

    @property
    def _posted(self) -> bool:
        return self.request.method == "POST"

    @property
    def _person(self) -> Person:
        return cast("Person", self.request.user)


def typed_in(post: QueryDict) -> dict[str, list[str]]:
    """The fields of a form as they were sent, without what the page itself put in."""
    return {
        name: [str(value) for value in values]
        for name, values in post.lists()
        if name not in _NOT_TYPED and not name.startswith("draft-")
    }


def number_of(text: str | None, otherwise: int) -> int:
    """A count that a page sent along; ``otherwise`` where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def ticket_for(request: HttpRequest) -> str:
    """A ticket for what somebody sent who is signed in no more; nothing where no page of ours sent it."""
    token = request.POST.get(TOKEN, "")
    if not token:
        return ""
    return pack(
        token,
        typed=typed_in(request.POST),
        begun=number_of(request.POST.get(BEGUN), 0),
        path=request.get_full_path(),
    )


def taken_in(ticket: str, person: Person) -> str:
    """Keep what a ticket holds as the draft of whoever typed it; returns the page to go back to, if any."""
    carried = unpack(ticket, person) if ticket else None
    if carried is None:
        return ""
    try:
        keep_draft(
            person=person, case=carried.case, form=carried.form, typed=carried.typed, begun=carried.begun
        )
    except DraftTooLongError:
        return ""
    return carried.path
