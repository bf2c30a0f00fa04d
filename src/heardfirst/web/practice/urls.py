"""The addresses of practice."""

from __future__ import annotations

from django.urls import path

from . import call_views, certificate_views, group_views, own_question_views, progress_views, views

urlpatterns = [
    path("practice/", views.practice, name="practice"),
    path("practice/question/<path:item>/", views.question, name="practice-question"),
    path("practice/answer/<uuid:answer_id>/", views.answered, name="practice-answer"),
    path("practice/rules/", views.rules, name="practice-rules"),
    path("practice/progress/", progress_views.progress, name="practice-progress"),
    path("practice/progress/<str:topic>/again/", views.again, name="practice-again"),
    path("practice/certificate/", certificate_views.certificate, name="certificate"),
    path("practice/group/", group_views.group, name="practice-group"),
    path("practice/own/", own_question_views.list_questions, name="own-questions"),
    path("practice/own/import/", own_question_views.import_file, name="own-import"),
    path("practice/own/export/", own_question_views.write_out, name="own-export"),
    path("practice/own/<uuid:own_id>/", own_question_views.show, name="own-question"),
    path("practice/own/<uuid:own_id>/put-away/", own_question_views.put_away, name="own-put-away"),
    path("practice/own/<uuid:own_id>/take-out/", own_question_views.take_out, name="own-take-out"),
    path("practice/calls/", call_views.calls, name="practice-calls"),
    path("practice/call/<uuid:call_id>/", call_views.look_back, name="practice-call"),
    path("practice/call/<uuid:call_id>/move/", call_views.move, name="practice-call-move"),
    path("practice/call/<uuid:call_id>/stop/", call_views.end, name="practice-call-stop"),
    path("practice/call/<uuid:call_id>/again/", call_views.again, name="practice-call-again"),
]
