"""The addresses of entries."""

from __future__ import annotations

from django.urls import path

from . import death_views, dispute_views, override_views, views

urlpatterns = [
    path("case/<uuid:case_id>/happened/", views.choose, name="happened"),
    path("case/<uuid:case_id>/happened/<str:kind>/", views.happened, name="happened-kind"),
    path("case/<uuid:case_id>/entry/<uuid:entry_id>/correct/", views.correct, name="correct-entry"),
    path("case/<uuid:case_id>/entry/<uuid:entry_id>/dispute/", dispute_views.dispute, name="dispute-entry"),
    path("case/<uuid:case_id>/entry/<uuid:entry_id>/undo/", views.undo, name="undo-entry"),
    path("case/<uuid:case_id>/died/", death_views.record_death, name="died"),
    path("case/<uuid:case_id>/override/<str:step>/", override_views.override_step, name="override"),
]
