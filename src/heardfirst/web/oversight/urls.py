"""The addresses of oversight."""

from __future__ import annotations

from django.urls import path

from . import emergency_views, log_views

urlpatterns = [
    path("case/<uuid:case_id>/emergency/end/", emergency_views.end, name="emergency-end"),
    path("emergency/", emergency_views.take, name="emergency"),
    path("emergencies/", emergency_views.review, name="emergencies"),
    path("log/", log_views.search, name="log"),
]
