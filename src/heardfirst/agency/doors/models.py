"""What the doors keep: tries at them, invitations, and second steps."""

from __future__ import annotations

from django.db import models

# Django looks for the models of these tables here; mail, sessions and posted forms, too.
from heardfirst.agency import browser_session, outgoing_mail, posted_form  # noqa: F401
from heardfirst.agency.models import Agency, Person
from heardfirst.vault import new_id


class Knock(models.Model):
    """
    A try to come in. ``whose`` is a keyed digest of which door and which account or network address, so that
    the table tells nobody who tried; no agency, because whoever knocks is nobody's yet.
    """

    whose = models.BinaryField(max_length=32)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["whose", "at"], name="knock_whose_at")]

    def __str__(self) -> str:
        return f"knock {self.pk}"


class Authenticator(models.Model):
    """
    Somebody's authenticator app: the secret it shares with us, sealed, and the last half minute whose code
    was used, so that no code opens twice.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="authenticator")
    sealed_secret = models.BinaryField()
    last_step = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"authenticator {self.pk}"


class Passkey(models.Model):
    """
    Somebody's passkey (a WebAuthn credential): its public half, and the name they gave it, sealed. It is good
    for the host it was made at, ``rp_id``, alone.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passkeys")
    rp_id = models.CharField(max_length=253)
    credential_id = models.BinaryField(max_length=1023, unique=True)
    credential = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    sealed_name = models.BinaryField()
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"passkey {self.public_id}"


class RecoveryCode(models.Model):
    """One of the codes for when the phone is lost. Only a keyed digest is kept, and it opens once."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class Invitation(models.Model):
    """
    Somebody asked to work here, until they accept, or the invitation is withdrawn or too old. Of its link
    only a keyed digest is kept.

    ``roles`` are codes of `Role`; ``until`` is when an auditor's ends. ``person`` is who they became.
    ``binding`` ties the link to whom it invites, and as what.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=200)
    roles = models.JSONField()
    until = models.DateTimeField(null=True)
    language = models.CharField(max_length=8)
    token_digest = models.BinaryField(max_length=32, unique=True)
    binding = models.BinaryField(max_length=32, null=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"invitation {self.public_id}"
