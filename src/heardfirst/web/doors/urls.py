"""The addresses of doors."""

from __future__ import annotations

from django.urls import path

from . import account_second_step_views, account_views, second_step_views, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/second-step/", second_step_views.second_step, name="second-step"),
    path("sign-in/second-step/begin/", second_step_views.second_step_begin, name="second-step-begin"),
    path("sign-in/passkey/", second_step_views.passkey_sign_in, name="passkey-sign-in"),
    path("sign-in/passkey/begin/", second_step_views.passkey_begin, name="passkey-begin"),
    path("sign-in/<str:token>/", views.sign_in_link, name="sign-in-link"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("account/", account_views.account, name="account"),
    path("account/password/", account_views.password, name="account-password"),
    path("account/sign-out/", account_views.sign_out_everywhere, name="account-sign-out-everywhere"),
    path("account/second-step/", account_second_step_views.steps, name="account-second-step"),
    path("account/second-step/app/", account_second_step_views.app, name="account-app"),
    path("account/second-step/app/remove/", account_second_step_views.remove_app, name="account-app-remove"),
    path("account/second-step/passkey/", account_second_step_views.passkey, name="account-passkey"),
    path(
        "account/second-step/passkey/begin/",
        account_second_step_views.passkey_begin,
        name="account-passkey-begin",
    ),
    path(
        "account/second-step/passkey/<uuid:passkey_id>/remove/",
        account_second_step_views.remove_passkey,
        name="account-passkey-remove",
    ),
    path("account/second-step/codes/", account_second_step_views.codes, name="account-codes"),
    path("language/", views.choose_language, name="choose-language"),
    path("theme/", views.choose_theme, name="choose-theme"),
]
