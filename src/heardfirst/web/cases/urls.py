"""The addresses of cases."""

from __future__ import annotations

from django.urls import path

from . import caseload_views, open_action_views, print_views, views

urlpatterns = [
    path("caseload/", caseload_views.caseload, name="caseload"),
    path("case/new/", caseload_views.new_case, name="new-case"),
    path("case/<uuid:case_id>/", views.show, name="case"),
    path("case/<uuid:case_id>/order/<uuid:order_id>/", views.change_order, name="order"),
    path("case/<uuid:case_id>/print/", print_views.case_on_paper, name="print-case"),
    path("case/<uuid:case_id>/plan/print/", print_views.plan_on_paper, name="print-plan"),
    path("case/<uuid:case_id>/promised/", open_action_views.promised, name="promised"),
]
