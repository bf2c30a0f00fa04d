"""Bringing in the agency's own questions, and writing questions out for a learning platform."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst.practice.exchange.scenario_files import MOST_ITEMS
from heardfirst.practice.question_file import TOPICS
from heardfirst.practice.topics import topic_label

from ..shared.fields import Form, Select, TextLine
from ..wording.reasons import language

MOODLE, SCENARIO = "moodle", "scenario"


class QuestionFileForm(Form):
    """The file: one question, or a zip of them."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=format_lazy(
            gettext_lazy("One question as a .toml file, or a zip of up to {most} of them."), most=MOST_ITEMS
        ),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"class": "input file", "accept": ".toml,.zip"}),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )

    def content(self) -> tuple[bytes, str]:
        """The file's bytes, and what it is called."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        return bytes(file.read()), str(file.name or "")


class NumberForm(Form):
    """The number of a certificate, to look up whose it is."""

    number = TextLine(
        max_length=40,
        label=gettext_lazy("The number on a certificate"),
        help_text=gettext_lazy("For example, 7K3M-9QXZ-H2WD."),
    )


class WriteOutForm(Form):
    """Which questions, and how they are written."""

    format = Select(label=gettext_lazy("In which format?"), required=False)
    topic = Select(label=gettext_lazy("Which topic?"), required=False)
    language = Select(label=gettext_lazy("In which language?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = [(topic, topic_label(topic, language())) for topic in TOPICS]
        for name, choices in (
            (
                "format",
                [(MOODLE, _("Moodle XML")), (SCENARIO, _("A zip of files, to edit and import again"))],
            ),
            ("topic", [("", _("All of them")), *topics]),
            ("language", [("en", _("English")), ("es", _("Spanish"))]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = choices
            field.initial = language() if name == "language" else None
            field.conditional = True  # type: ignore[attr-defined]

    def choice(self) -> tuple[str, str, str]:
        """Format, topic and language; what was not said, or is not there, as the form first shows it."""
        cleaned = self.cleaned_data if self.is_valid() else {}
        return (
            cleaned.get("format") or MOODLE,
            cleaned.get("topic") or "",
            cleaned.get("language") or language(),
        )
