"""Answering a practice question."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from heardfirst.practice.question_file import Item
from heardfirst.practice.services import NOT_SURE

from ..shared.fields import Form, OneOf

_OPTION, _UNSURE = "is:", "unsure"


class PracticeAnswerForm(Form):
    """
    One of the question's options, or "I am not sure". ``asked`` is drawn anew for each form that is shown, so
    that a form sent twice is one answer.
    """

    asked = forms.UUIDField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, item: Item, language: str, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"asked": uuid4()})
        super().__init__(*args, **kwargs)
        options = [(f"{_OPTION}{option.label}", option.text[language]) for option in item.options]
        self.fields["answer"] = OneOf(
            [*options, (_UNSURE, _("I’m not sure"))],
            label=item.ask.get(language) or _("What should come first?"),
        )
        self.fields["answer"].error_messages["required"] = _("Choose one. “I’m not sure” is an answer too.")

    @property
    def chosen(self) -> str:
        """The label of the option, or `NOT_SURE`; once the form is valid."""
        picked = str(self.cleaned_data["answer"])
        return NOT_SURE if picked == _UNSURE else picked.removeprefix(_OPTION)

    @property
    def name(self) -> UUID:
        """Which form it was; once the form is valid."""
        return self.cleaned_data["asked"] or uuid4()
