"""
Settings for the tests and checks: the product's own, in a throw-away data directory.

``HEARDFIRST_TEST_DB`` picks the database. ``sqlite`` (the default) is a real file for each test process,
since a database in memory would leave locking and the write-ahead log untested. ``postgres`` takes the
server that ``DATABASE_URL`` names; `tools/postgres.py` starts one.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_picked = os.environ.get("HEARDFIRST_TEST_DB", "sqlite")
if _picked not in {"sqlite", "postgres"}:
    raise RuntimeError("HEARDFIRST_TEST_DB must be sqlite or postgres")
if _picked == "sqlite":
    os.environ.pop("DATABASE_URL", None)
elif not os.environ.get("DATABASE_URL"):
    raise RuntimeError(
        "HEARDFIRST_TEST_DB=postgres needs a server: .venv/bin/python tools/postgres.py pytest ..."
    )

_home = tempfile.mkdtemp(prefix="heardfirst-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["HEARDFIRST_DATA"] = _home
for _name in ("HOSTS", "HTTPS", "PROXY", "DEBUG", "SMTP", "ADDRESS", "MAIL_FROM"):
    os.environ.pop(f"HEARDFIRST_{_name}", None)

from heardfirst.settings import *  # noqa: E402, F403
from heardfirst.settings import ALLOWED_HOSTS, DATABASES, STORAGES  # noqa: E402

ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
if _picked == "sqlite":
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_home) / "test.sqlite3")}

# Style sheets straight from the source tree: there is nothing to collect before a test.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# Hashing a password slowly is Django's job and tested there.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
