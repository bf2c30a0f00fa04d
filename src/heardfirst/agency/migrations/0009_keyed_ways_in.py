"""Passwords and links of before are tied to whom they are; a link to sign in that is out ends."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from heardfirst.agency.bound_password import password_binding
from heardfirst.vault import keyed_digest


def bind(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """
    Each hash of a password to its person; the digest of a set-up link under the secret. A link to sign in
    works for minutes: whoever waits for one asks again.
    """
    people = apps.get_model("agency", "Person").objects
    for person in people.only("pk", "public_id", "password").iterator():
        people.filter(pk=person.pk).update(
            password_binding=password_binding(person.public_id, person.password)
        )
    apps.get_model("agency", "SignInLink").objects.all().delete()
    set_ups = apps.get_model("agency", "SetUp").objects
    for set_up in set_ups.exclude(token_digest=None):
        set_ups.filter(pk=set_up.pk).update(
            token_digest=keyed_digest("links", bytes(set_up.token_digest or b""))
        )


class Migration(migrations.Migration):
    dependencies = [("agency", "0008_cover_with_supervision")]

    operations = [
        migrations.AddField("person", "password_binding", models.BinaryField(max_length=32, null=True)),
        migrations.AddField("signinlink", "binding", models.BinaryField(max_length=32, null=True)),
        migrations.RunPython(bind, migrations.RunPython.noop),
    ]
