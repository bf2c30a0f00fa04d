"""The time of a session before it is booked: what to think of, and times that went well before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from heardfirst.guide.booking import AT_ANY_HOUR, Concern, Diary, diary_of
from heardfirst.record.reading import CaseReading

from ..shared.entry_forms import EntryForm
from ..wording.booking import concern_text
from ..wording.dates import moment_text

SEEN = "time-seen"
FIELDS = {"session.booked": "starts_at", "session.moved": "to"}
"""Where the time of a session to come stands in the forms for these kinds of entry."""


@dataclass(frozen=True, slots=True)
class TimeChoice:
    """A time to take with one tap: as the field reads it, and as it is said."""

    value: str
    text: str


def timing_for(
    request: HttpRequest, reading: CaseReading, kind: str, form: Form, *, whole: bool = True
) -> Timing | None:
    """The timing of a form for one kind of entry, watching its field; None where there is no such time."""
    if kind not in FIELDS:
        return None
    timing = Timing(request, reading, FIELDS[kind], whole)
    timing.watch(form)
    return timing


@dataclass
class Timing:
    """
    The time that stands in one field of a form about one case. ``whole`` is for who may know more of the case
    than its sessions; ``instead_of`` (aware) is the session that the new time replaces.
    """

    request: HttpRequest = field(repr=False)
    reading: CaseReading = field(repr=False)
    field: str = "starts_at"
    whole: bool = True
    concerns: Sequence[Concern] = ()
    start: datetime | None = None
    asking: bool = False

    def watch(self, form: Form) -> None:
        """Let the field ask for itself as soon as a time stands in it, where there is a script."""
        if self.field in form.fields:
            form.fields[self.field].widget.attrs |= {
                "hx-get": self.href,
                "hx-trigger": "change",
                "hx-target": "#time-check",
                "hx-swap": "innerHTML",
                "hx-sync": "this:queue last",
                "data-quiet": "",
            }
            if "session" in form.fields:
                form.fields[self.field].widget.attrs["hx-include"] = "[name='session']"

    def look_at(self, start: datetime | None, *, instead_of: datetime | None = None) -> None:
        """Hold a time (aware) against what is known."""
        self.start = start
        self.concerns = self.diary.concerns(start, instead_of=instead_of) if start is not None else []

    def asks_first(self, start: datetime | None, *, by: str = "", instead_of: datetime | None = None) -> bool:
        """
        Whether something speaks against this time and whoever sends the form has not read it yet. What the
        client booked (``by`` is ``client``) is taken as it is.
        """
        self.look_at(start, instead_of=instead_of)
        against = [concern for concern in self.concerns if concern.code not in AT_ANY_HOUR]
        self.asking = bool(against) and by != "client" and self.request.POST.get(SEEN, "") != self.seen
        return self.asking

    def asks_of(self, form: EntryForm) -> bool:
        """The same of a valid form for one of `FIELDS`; for any other there is nothing to ask."""
        if form.kind not in FIELDS:
            return False
        moved = form.session_start() if form.asks_session else None
        values = form.cleaned_data
        return self.asks_first(values[self.field], by=str(values.get("by") or ""), instead_of=moved)

    @property
    def lines(self) -> list[str]:
        """What to think of, in words."""
        return [concern_text(concern) for concern in self.concerns]

    @property
    def seen(self) -> str:
        """What a form sends back once its reader was shown this: the time, and the codes of what was said."""
        if self.start is None:
            return ""
        at = self.start.astimezone(UTC).isoformat(timespec="minutes")
        return f"{at} {' '.join(concern.code for concern in self.concerns)}".strip()

    @cached_property
    def picks(self) -> list[TimeChoice]:
        """The next times at the client's usual hour."""
        return [
            TimeChoice(localtime(start).strftime("%Y-%m-%dT%H:%M"), moment_text(start))
            for start in self.diary.usual()
        ]

    @cached_property
    def diary(self) -> Diary:
        """What is known of the client's time."""
        return diary_of(self.reading, whole=self.whole)

    @property
    def href(self) -> str:
        """Where a time is held against what is known."""
        return reverse("time-check", args=[self.reading.case.public_id])


def button_for(timing: Timing | None, otherwise: str) -> str:
    """What the button of a form says that has such a time in it."""
    return _("Book it anyway") if timing is not None and timing.asking else otherwise
