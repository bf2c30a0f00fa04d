"""The addresses of directory."""

from __future__ import annotations

from django.urls import path

from . import import_views, views

urlpatterns = [
    path("help/", views.helps, name="helps"),
    path("help/new/", views.new, name="help-new"),
    path("help/import/", import_views.import_file, name="help-import"),
    path("help/<uuid:help_id>/", views.show, name="help"),
    path("help/<uuid:help_id>/change/", views.change, name="help-change"),
    path("help/<uuid:help_id>/checked/", views.check, name="help-check"),
    path("help/<uuid:help_id>/put-away/", views.put_away, name="help-put-away"),
    path("help/<uuid:help_id>/take-out/", views.take_out, name="help-take-out"),
]
