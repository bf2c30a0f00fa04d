"""The addresses of agency."""

from __future__ import annotations

from django.urls import path

from . import first_run_views, views
from .settings_page import PARTS

urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("settings/calendar/", views.calendar, name="settings-calendar"),
    *(
        path(f"settings/{part.key}/", views.change, {"part": part.key}, name=f"settings-{part.key}")
        for part in PARTS
    ),
    path("set-up/", first_run_views.go_on, name="set-up"),
    path("set-up/begin/", first_run_views.begin, name="set-up-begin"),
    path("set-up/done/", first_run_views.done, name="set-up-done"),
    path("set-up/link/<str:token>/", first_run_views.link, name="set-up-link"),
    path("set-up/<str:key>/", first_run_views.page, name="set-up-page"),
]
