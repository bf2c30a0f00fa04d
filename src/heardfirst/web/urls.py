"""Every address there is. Ids are random; no address holds a name or anything that was typed."""

from __future__ import annotations

from django.urls import path

from .arranging import PARTS
from .views import (
    account,
    booking,
    case,
    caseload,
    cover,
    emergency,
    entries,
    following,
    handing,
    imports,
    log,
    numbers,
    printing,
    protocol,
    second_step,
    second_steps,
    session,
)
from .views import set_up as setting_up
from .views import settings as arranging
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
    path("case/<uuid:case_id>/print/", printing.case_on_paper, name="print-case"),
    path("case/<uuid:case_id>/sessions/", booking.sessions, name="case-sessions"),
    path("case/<uuid:case_id>/book/", booking.book, name="case-book"),
    path("case/<uuid:case_id>/hand-over/", handing.hand_over, name="hand-over"),
    path("case/<uuid:case_id>/rules/", following.follow, name="case-rules"),
    path("cover/", cover.cover, name="cover"),
    path("cover/new/", cover.new_cover, name="cover-new"),
    path("cover/<uuid:cover_id>/end/", cover.end_cover, name="cover-end"),
    path("unassigned/", handing.unassigned, name="unassigned"),
    path("case/<uuid:case_id>/emergency/end/", emergency.end, name="emergency-end"),
    path("emergency/", emergency.take, name="emergency"),
    path("emergencies/", emergency.review, name="emergencies"),
    path("log/", log.search, name="log"),
    path("protocols/", protocol.protocols, name="protocols"),
    path("protocols/<str:key>/", protocol.show, name="protocol"),
    path("protocols/<str:key>/numbers/", numbers.numbers, name="protocol-numbers"),
    path("protocols/<str:key>/in-force/", numbers.in_force, name="protocol-in-force"),
    path("import/", imports.bring, name="import"),
    path("settings/", arranging.settings, name="settings"),
    path("settings/calendar/", arranging.calendar, name="settings-calendar"),
    *(
        path(f"settings/{part.key}/", arranging.change, {"part": part.key}, name=f"settings-{part.key}")
        for part in PARTS
    ),
    path("set-up/", setting_up.go_on, name="set-up"),
    path("set-up/begin/", setting_up.begin, name="set-up-begin"),
    path("set-up/done/", setting_up.done, name="set-up-done"),
    path("set-up/link/<str:token>/", setting_up.link, name="set-up-link"),
    path("set-up/<str:key>/", setting_up.page, name="set-up-page"),
    path("sign-in/", session.sign_in, name="sign-in"),
    path("sign-in/second-step/", second_step.second_step, name="second-step"),
    path("sign-in/second-step/begin/", second_step.second_step_begin, name="second-step-begin"),
    path("sign-in/passkey/", second_step.passkey_sign_in, name="passkey-sign-in"),
    path("sign-in/passkey/begin/", second_step.passkey_begin, name="passkey-begin"),
    path("sign-in/<str:token>/", session.sign_in_link, name="sign-in-link"),
    path("sign-out/", session.sign_out, name="sign-out"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="account-password"),
    path("account/sign-out/", account.sign_out_everywhere, name="account-sign-out-everywhere"),
    path("account/second-step/", second_steps.steps, name="account-second-step"),
    path("account/second-step/app/", second_steps.app, name="account-app"),
    path("account/second-step/app/remove/", second_steps.remove_app, name="account-app-remove"),
    path("account/second-step/passkey/", second_steps.passkey, name="account-passkey"),
    path("account/second-step/passkey/begin/", second_steps.passkey_begin, name="account-passkey-begin"),
    path(
        "account/second-step/passkey/<uuid:passkey_id>/remove/",
        second_steps.remove_passkey,
        name="account-passkey-remove",
    ),
    path("account/second-step/codes/", second_steps.codes, name="account-codes"),
    path("language/", session.choose_language, name="choose-language"),
    path("theme/", session.choose_theme, name="choose-theme"),
]
