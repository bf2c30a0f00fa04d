"""The addresses of call."""

from __future__ import annotations

from django.urls import path

from . import attempt_views, views

urlpatterns = [
    path("case/<uuid:case_id>/try/", attempt_views.log_attempt, name="try"),
    path("case/<uuid:case_id>/call/", views.call, name="call"),
    path("case/<uuid:case_id>/call/fitting/", views.fitting, name="call-fitting"),
    path("case/<uuid:case_id>/talked/", views.talked, name="talked"),
]
