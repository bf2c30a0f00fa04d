"""Forgetting what is over, by the clock and whether or not anything else happens; each room says how long."""

from __future__ import annotations

__all__ = ["forget_old"]


def forget_old() -> None:
    """Forget files, drafts, mails, links and sessions that are over. Safe to call at any time."""
    from heardfirst.agency.doors.sign_in_links import forget_old_links
    from heardfirst.agency.mail import forget_old_mail
    from heardfirst.agency.posting import forget_postings
    from heardfirst.guide.drafts.services import forget_drafts
    from heardfirst.intake.pending_file import forget_old_files

    forget_old_files()
    forget_drafts()
    forget_old_mail()
    forget_old_links()
    forget_postings()
    _forget_sessions()


def _forget_sessions() -> None:
    """Django forgets none by itself."""
    from heardfirst import clock
    from heardfirst.agency.sessions import SessionStore
    from heardfirst.turns import writing

    over = SessionStore.get_model_class().objects.filter(expire_date__lt=clock.now())
    # Looked at first: to write is to wait for one's turn.
    if over.exists():
        with writing():
            over.delete()
