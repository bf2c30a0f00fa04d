"""Every address there is. Ids are random; no address holds a name or anything that was typed."""

from __future__ import annotations

from django.urls import path

from .views import case, caseload, entries, following, imports, numbers, protocol, session
from .views.today import today

urlpatterns = [
    path("", today, name="today"),
    path("caseload/", caseload.caseload, name="caseload"),
    path("case/new/", caseload.new_case, name="new-case"),
    path("case/<uuid:case_id>/", case.show, name="case"),
    path("case/<uuid:case_id>/try/", entries.log_try, name="try"),
    path("case/<uuid:case_id>/happened/", entries.choose, name="happened"),
    path("case/<uuid:case_id>/happened/<str:kind>/", entries.happened, name="happened-kind"),
    path("case/<uuid:case_id>/entry/<uuid:entry_id>/correct/", entries.correct, name="correct-entry"),
    path("case/<uuid:case_id>/entry/<uuid:entry_id>/undo/", entries.undo, name="undo-entry"),
    path("case/<uuid:case_id>/order/<uuid:order_id>/", case.change_order, name="order"),
    path("case/<uuid:case_id>/rules/", following.follow, name="case-rules"),
    path("protocols/", protocol.protocols, name="protocols"),
    path("protocols/<str:key>/", protocol.show, name="protocol"),
    path("protocols/<str:key>/numbers/", numbers.numbers, name="protocol-numbers"),
    path("protocols/<str:key>/in-force/", numbers.in_force, name="protocol-in-force"),
    path("import/", imports.bring, name="import"),
    path("sign-in/", session.sign_in, name="sign-in"),
    path("sign-in/<str:token>/", session.sign_in_link, name="sign-in-link"),
    path("sign-out/", session.sign_out, name="sign-out"),
    path("language/", session.choose_language, name="choose-language"),
    path("theme/", session.choose_theme, name="choose-theme"),
]
