"""The addresses of staff."""

from __future__ import annotations

from django.urls import path

from . import cover_views, invitation_views, team_views, transfer_views, views

urlpatterns = [
    path("case/<uuid:case_id>/hand-over/", transfer_views.transfer, name="hand-over"),
    path("cover/", cover_views.cover, name="cover"),
    path("cover/new/", cover_views.new_cover, name="cover-new"),
    path("cover/<uuid:cover_id>/end/", cover_views.end_cover, name="cover-end"),
    path("people/teams/", team_views.teams, name="teams"),
    path("people/teams/<uuid:team_id>/", team_views.team, name="team"),
    path("people/teams/<uuid:team_id>/remove/", team_views.remove, name="team-remove"),
    path("unassigned/", transfer_views.unassigned, name="unassigned"),
    path("invitation/<str:token>/", invitation_views.accept, name="invitation"),
    path("people/", views.people, name="people"),
    path("people/invite/", invitation_views.invite, name="invite"),
    path(
        "people/invited/<uuid:invitation_id>/again/", invitation_views.invite_again, name="invitation-again"
    ),
    path(
        "people/invited/<uuid:invitation_id>/withdraw/", invitation_views.withdraw, name="invitation-withdraw"
    ),
    path("people/<uuid:person_id>/", views.person, name="person"),
    path("people/<uuid:person_id>/role/", views.give_role, name="person-give-role"),
    path("people/<uuid:person_id>/role/<str:role>/take/", views.take_role, name="person-take-role"),
    path("people/<uuid:person_id>/let-go/", views.let_go, name="person-let-go"),
    path("people/<uuid:person_id>/take-back/", views.take_back, name="person-take-back"),
    path("people/<uuid:person_id>/sign-out/", views.end_sessions, name="person-end-sessions"),
    path("people/<uuid:person_id>/second-step/", views.remove_second_step, name="person-remove-second-step"),
]
