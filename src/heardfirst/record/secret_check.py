"""Whether the secrets of this installation are those under which its records were sealed."""

from __future__ import annotations

import hmac

from django.db import IntegrityError, transaction

from heardfirst import home
from heardfirst.vault import VaultError
from heardfirst.vault.rootkey import derived_key

from .models import SecretCheck

__all__ = ["SecretsDoNotMatchError", "check_secrets"]

_PURPOSE = "check"


class SecretsDoNotMatchError(VaultError):
    """The secret on this disk is not the one under which the records in this database were sealed."""

    def __init__(self) -> None:
        super().__init__(
            "The secrets on this disk are not those of this database, so no client's record could be opened. "
            "Put secrets/ and keys/ back from the backup that belongs to it. Nothing was changed."
        )


def check_secrets() -> None:
    """
    Compare the secret of this installation with what the database remembers of it, or remember it now, the
    first time. Raises `SecretsDoNotMatchError`; a secret that was only drawn to find that out is removed
    again, so that the right one can be put in its place.
    """
    was_there = home.has_secret("vault")
    value = derived_key(_PURPOSE)
    remembered = SecretCheck.objects.order_by("pk").first()
    if remembered is None:
        try:
            with transaction.atomic():
                SecretCheck.objects.create(pk=1, value=value)
        except IntegrityError:  # another process began at the same moment
            return check_secrets()
    elif not hmac.compare_digest(bytes(remembered.value), value):
        if not was_there:
            home.forget_secret("vault")
        raise SecretsDoNotMatchError
    return None
