"""
Sessions that a stolen database does not open.

A browser's cookie holds a random key; the table holds its digest under a secret that is not in the database.
What is kept of a session is signed together with that key: neither a row that somebody writes, nor a
colleague's row copied over one's own, lets anybody in.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from heardfirst import clock
from heardfirst.vault import keyed_digest, new_id

from .browser_session import BrowserSession

__all__ = ["DEVICE", "PLACE", "SIGNED_IN_AT", "SessionStore", "stored_session_key"]

# What a session itself holds, and its row repeats for the list of one's sessions.
SIGNED_IN_AT, DEVICE, PLACE, _PUBLIC_ID = "signed_in_at", "device", "place", "public_id"


def stored_session_key(session_key: str) -> str:
    """What the table knows of a key that a browser holds, or says it holds."""
    return keyed_digest("sessions", session_key.encode("utf-8", "surrogatepass")).hex()


class SessionStore(DatabaseStore):
    """Django's own store, under the digests of its keys."""

    @classmethod
    def get_model_class(cls) -> type[BrowserSession]:
        """The table."""
        return BrowserSession

    @property
    def key_salt(self) -> str:
        """What is signed for one session counts in no other."""
        return f"{__name__}/{self.session_key}"

    def exists(self, session_key: str) -> bool:
        """Whether there is a session with this key."""
        return BrowserSession.objects.filter(session_key=stored_session_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> BrowserSession:
        """The row for what the session holds."""
        key = self._get_or_create_session_key()  # type: ignore[attr-defined]
        begun, person_id = data.get(SIGNED_IN_AT), data.get(SESSION_KEY)
        public_id = data.setdefault(_PUBLIC_ID, new_id().hex) if person_id else new_id().hex
        return BrowserSession(
            session_key=stored_session_key(key),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            public_id=UUID(public_id),
            person_id=int(person_id) if person_id else None,
            device=data.get(DEVICE, ""),
            place=data.get(PLACE, ""),
            begun_at=datetime.fromtimestamp(begun, UTC) if begun else None,
        )

    def delete(self, session_key: str | None = None) -> None:
        """Let a session be no more; this one where no key is given."""
        key = session_key or self.session_key
        if key is not None:
            BrowserSession.objects.filter(session_key=stored_session_key(key)).delete()

    def _get_session_from_db(self) -> BrowserSession | None:
        # By the clock that the row's end was counted from, which no story sets.
        now = datetime.fromtimestamp(clock.seconds(), UTC)
        stored = stored_session_key(self.session_key or "")
        row = BrowserSession.objects.filter(session_key=stored, expire_date__gt=now).first()
        if row is None:
            self._session_key = None
        return row
