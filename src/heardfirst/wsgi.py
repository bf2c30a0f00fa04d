"""The application that a WSGI server such as granian runs."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heardfirst.settings")

application = get_wsgi_application()
