"""The addresses of booking."""

from __future__ import annotations

from django.urls import path

from . import appointment_views, views

urlpatterns = [
    path("case/<uuid:case_id>/sessions/", views.sessions, name="case-sessions"),
    path("case/<uuid:case_id>/book/", views.book, name="case-book"),
    path("case/<uuid:case_id>/appointments/", appointment_views.appointments, name="appointments"),
    path("case/<uuid:case_id>/time-check/", views.check_time, name="time-check"),
]
