"""
Letting time pass in the record, and mail leave, while the screens are served, in a process beside the server.

It is a process and not a thread because the server makes its workers by forking, and a fork in the middle of
another thread's work can leave the child waiting for ever.
"""

from __future__ import annotations

import logging
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from .installation import get_ready

SECONDS = 30
_MAIL_EVERY = 2  # seconds: somebody may be waiting for a link
_FORGETS_EVERY = 120  # beats, so about an hour
_AT_MOST = 200
_STOPS_WITHIN = 20
log = logging.getLogger("heardfirst.ticking")


@contextmanager
def ticking_beside() -> Iterator[None]:
    """While the block runs, decide again every half minute, in another process, what time has changed."""
    beside = subprocess.Popen(  # noqa: S603 (our own module)
        [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        if beside.stdin is not None:
            beside.stdin.close()
        try:
            beside.wait(_STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            beside.kill()


def keep_on() -> None:
    """Tick until standard input is closed, as it is when whoever started this ends, however it ends."""
    get_ready()
    for beat in count():
        _let_time_pass()
        if beat % _FORGETS_EVERY == 0:
            _forget_sessions()
        for _pause in range(0, SECONDS, _MAIL_EVERY):
            _let_mail_leave()
            if select.select([sys.stdin], [], [], _MAIL_EVERY)[0]:
                return


def _let_time_pass() -> None:
    """A few cases at a time, so that nobody waits for it long."""
    from django.db import DatabaseError, close_old_connections

    from heardfirst import clock
    from heardfirst.agency.posting import forget_postings
    from heardfirst.guide.drafts.services import forget_drafts
    from heardfirst.intake.pending_file import forget_old_files
    from heardfirst.record.services import tick

    try:
        while tick(now=clock.now(), limit=_AT_MOST) == _AT_MOST:
            pass
        forget_old_files()
        forget_drafts()
        forget_postings()
    except DatabaseError as problem:
        log.warning("the tick was put off: %s", type(problem).__name__)
    close_old_connections()


def _let_mail_leave() -> None:
    from django.db import DatabaseError, close_old_connections

    from heardfirst.agency.mail import deliver

    try:
        deliver()
    except DatabaseError as problem:
        log.warning("mail was put off: %s", type(problem).__name__)
    close_old_connections()


def _forget_sessions() -> None:
    """Sessions that are over need not lie about; Django forgets none by itself."""
    from django.db import DatabaseError, close_old_connections

    from heardfirst.agency.sessions import SessionStore
    from heardfirst.turns import writing

    try:
        with writing():
            SessionStore.clear_expired()
    except DatabaseError as problem:
        log.warning("old sessions were kept for now: %s", type(problem).__name__)
    close_old_connections()


if __name__ == "__main__":
    try:
        keep_on()
    except KeyboardInterrupt:
        sys.exit(0)
