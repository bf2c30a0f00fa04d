"""The addresses of drafts."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("case/<uuid:case_id>/draft/<str:form>/", views.keep, name="draft"),
    path("case/<uuid:case_id>/news/", views.news, name="case-news"),
]
