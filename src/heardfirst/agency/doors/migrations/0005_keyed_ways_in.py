"""Sessions under the digests of their keys; invitations and passkeys of before are tied to whom they are."""

from __future__ import annotations

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import heardfirst.vault.identifiers
from heardfirst.agency.link_tokens import binding_of
from heardfirst.vault import BrokenSealError, digest_of, keyed_digest, open_sealed, seal
from heardfirst.vault.rootkey import derived_key


def bind(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """
    Invitations that are out go on working. Sessions of before end: their table held what a browser's cookie
    holds, and is emptied.
    """
    invitations = apps.get_model("doors", "Invitation").objects
    for row in invitations.select_related("agency"):
        digest = keyed_digest("links", bytes(row.token_digest))
        until = row.until.timestamp() if row.until else ""
        binding = binding_of(digest, row.agency.public_id, row.email, ",".join(row.roles), until)
        invitations.filter(pk=row.pk).update(token_digest=digest, binding=binding)
    passkeys, key = apps.get_model("doors", "Passkey").objects, derived_key("passkeys")
    for made in passkeys.select_related("person"):
        rp_id, credential = made.rp_id.encode(), bytes(made.credential)
        context = digest_of(made.public_id.bytes, made.person.public_id.bytes, rp_id, credential)
        try:
            name = open_sealed(made.sealed_name, key, made.public_id.bytes)
        except BrokenSealError:
            continue  # nobody made it here
        passkeys.filter(pk=made.pk).update(sealed_name=seal(name, key, context))
    apps.get_model("sessions", "Session").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("agency", "0009_keyed_ways_in"),
        ("doors", "0004_posted_forms"),
        ("sessions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="binding",
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.CreateModel(
            name="BrowserSession",
            fields=[
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("session_key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(
                        default=heardfirst.vault.identifiers.new_id, editable=False, unique=True
                    ),
                ),
                ("device", models.CharField(default="", max_length=40)),
                ("place", models.CharField(default="", max_length=45)),
                ("begun_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RunPython(bind, migrations.RunPython.noop),
    ]
