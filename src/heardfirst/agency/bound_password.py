"""A password's hash that counts for the person it was made for, and only where it was made."""

from __future__ import annotations

from hmac import compare_digest
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import check_password
from django.db import models

from heardfirst.vault import keyed_digest

PASSWORD_FIELDS = ("password", "password_binding")


class BoundPassword(AbstractBaseUser):
    """
    Django's user, whose hash is tied to them by ``password_binding``, under a secret that is not in the
    database: a hash that somebody writes there, or copies from their own row, is nobody's password.
    """

    public_id: UUID
    password_binding = models.BinaryField(max_length=32, null=True)

    class Meta:
        abstract = True

    def set_password(self, raw_password: str | None) -> None:
        """Give them another password, or none; both fields of it are to be saved."""
        super().set_password(raw_password)
        self.bind_password()

    def bind_password(self) -> None:
        """Tie the hash of their password to them."""
        self.password_binding = password_binding(self.public_id, self.password)

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is their password, by a hash that was made here and for them."""

        def keep(raw: str | None) -> None:
            self.set_password(raw)
            self._password = None  # the same one, hashed as one does by now
            self.save(update_fields=PASSWORD_FIELDS)

        made_here = password_binding(self.public_id, self.password)
        bound = compare_digest(bytes(self.password_binding or b""), made_here)
        return bound and check_password(raw_password, self.password, keep)


def password_binding(public_id: UUID, password_hash: str) -> bytes:
    """What ties a hash to a person."""
    return keyed_digest("passwords", public_id.bytes, password_hash.encode())
