"""Coming in: address and password, a link, a code; and choosing a password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from heardfirst.agency.models import Person

from ..shared.fields import Form, TextLine


class Secret(forms.CharField):
    """A password, taken as it is typed and never shown again."""

    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 1000)
        widget = forms.PasswordInput(attrs={"class": "input", "autocomplete": autocomplete})
        super().__init__(widget=widget, strip=False, **kwargs)
        self.error_messages["required"] = _("Required.")


class SignInForm(Form):
    """Who one is, and the password; it may be left out by who wants a link instead."""

    email = TextLine(kind="email", autocomplete="username", label=_("Email address"))
    password = Secret(autocomplete="current-password", label=_("Password"), required=False)
    password.conditional = True  # type: ignore[attr-defined]

    def __init__(self, *args: Any, by_link: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = not by_link


class CodeForm(Form):
    """The second step, typed."""

    code = TextLine(
        autocomplete="one-time-code",
        max_length=40,
        label=_("Code"),
        help_text=_("The six digits your app shows now, or one of your recovery codes."),
    )


class AppForm(Form):
    """A first code, which shows that the app has the secret."""

    offered = forms.CharField(widget=forms.HiddenInput(), max_length=400)
    code = TextLine(autocomplete="one-time-code", max_length=12, label=_("The six digits your app shows now"))


class NewPasswordForm(Form):
    """A new password, once: a browser or a password manager keeps it, and a link helps who mistyped."""

    password = Secret(
        autocomplete="new-password",
        label=_("New password"),
        help_text=format_lazy(
            _("At least {least} characters. Three or four words that nobody would guess work well."),
            least=settings.SHORTEST_PASSWORD,
        ),
    )

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        """Refuse what is too short or too common."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self.person)
        return password


class ChangePasswordForm(NewPasswordForm):
    """The same for who has one: whoever sits down at a screen left open does not know it."""

    current = Secret(autocomplete="current-password", label=_("Current password"))
    field_order = ["current", "password"]

    def clean_current(self) -> str:
        """Refuse a password that is not theirs."""
        if self.person is None or not self.person.check_password(self.cleaned_data["current"]):
            raise forms.ValidationError(_("This is not your password."))
        return ""


class PasskeyForm(Form):
    """What a passkey is called, so that its owner knows which to take away."""

    name = TextLine(
        required=False,
        max_length=60,
        label=_("Name of this passkey"),
        help_text=_("For example: my phone, the blue key."),
    )
    answer = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=20_000)
