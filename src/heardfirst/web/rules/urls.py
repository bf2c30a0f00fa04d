"""The addresses of rules."""

from __future__ import annotations

from django.urls import path

from . import case_rules_views, number_views, views

urlpatterns = [
    path("case/<uuid:case_id>/rules/", case_rules_views.follow, name="case-rules"),
    path("protocols/", views.protocols, name="protocols"),
    path("protocols/<str:key>/", views.show, name="protocol"),
    path("protocols/<str:key>/numbers/", number_views.numbers, name="protocol-numbers"),
    path("protocols/<str:key>/in-force/", number_views.in_force, name="protocol-in-force"),
]
