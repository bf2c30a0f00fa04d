"""Bringing in a file of attendance: the file, whose cases, and the answers to what it leaves open."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst.intake.attendance import Question
from heardfirst.intake.columns import column_question
from heardfirst.intake.dates_and_times import DAY_FIRST, EXCEL, MONTH_FIRST, OFFICE_HOURS, WHOLE_DAY
from heardfirst.intake.statuses import OUTCOMES, outcome_label

from ..shared.fields import Form
from ..wording.choices import REQUIREMENTS

_MAPPING_LIMIT = 200_000


class FileForm(Form):
    """The file, and for a supervisor whose cases its clients become."""

    file = forms.FileField(
        label=gettext_lazy("The attendance file"),
        help_text=gettext_lazy(
            "A CSV export from the provider’s system. You can review it before anything is recorded."
        ),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"class": "input file", "accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )

    def __init__(self, workers: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A larger file never arrives: the page then seems to have come without any.
        self.fields["file"].error_messages["required"] = _(
            "Choose a file. For files over %(most)s MB, use the command “heardfirst import”."
        ) % {"most": settings.FILE_UPLOAD_MAX_MEMORY_SIZE // (1024 * 1024)}
        if workers:
            self.fields["worker"] = forms.ChoiceField(
                choices=[("", _("Choose")), *list(workers)],
                label=_("Whose cases are these?"),
                widget=forms.Select(attrs={"class": "select"}),
                error_messages={"required": _("Choose the worker who is responsible for these clients.")},
            )

    def content(self) -> bytes:
        """The file's bytes."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        return bytes(file.read())


class AnswersForm(Form):
    """One list to choose from for each question that a file leaves open."""

    def __init__(self, questions: Sequence[Question], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [question for question in questions if choices_for(question)]
        for place, question in enumerate(self.asked):
            self.fields[f"answer-{place}"] = forms.ChoiceField(
                choices=[("", _("Choose")), *choices_for(question)],
                label=question_text(question),
                help_text=concerns(question),
                widget=forms.Select(attrs={"class": "select"}),
                error_messages={"required": _("Choose the closest meaning, or ask the provider.")},
            )

    def answers(self) -> list[tuple[Question, str]]:
        """Each question with what was chosen for it."""
        return [(question, self.cleaned_data[f"answer-{place}"]) for place, question in enumerate(self.asked)]


def choices_for(question: Question) -> list[tuple[str, str]]:
    """What may be answered, the likeliest first; nothing where only the provider can say."""
    if question.kind == "column":
        return [(header, header) for header in question.suggestions]
    if question.kind == "status":
        likely = [suggestion for suggestion in question.suggestions if suggestion in OUTCOMES]
        return [
            (outcome, outcome_label(outcome))
            for outcome in (*likely, *(outcome for outcome in OUTCOMES if outcome not in likely))
        ]
    if question.kind == "requirement":
        return [
            (suggestion, str(REQUIREMENTS[suggestion]))
            for suggestion in question.suggestions
            if suggestion in REQUIREMENTS
        ]
    written = {
        MONTH_FIRST: _("month first, as in 3/24/2026"),
        DAY_FIRST: _("day first, as in 24/3/2026"),
        EXCEL: _("spreadsheet numbers, as in 46105"),
        WHOLE_DAY: _("24-hour clock"),
        OFFICE_HOURS: _("office hours: 1:30 means 1:30 p.m."),
    }
    if question.kind in ("dates", "clock"):
        return [(suggestion, written.get(suggestion, suggestion)) for suggestion in question.suggestions]
    return []


def question_text(question: Question) -> str:
    """The question as a sentence."""
    if question.kind == "column":
        return column_question(question.subject)
    if question.kind == "status":
        return _("What does “%(status)s” mean?") % {"status": question.subject}
    if question.kind == "requirement":
        return _("What kind of service is “%(service)s”?") % {"service": question.subject}
    if question.kind == "dates":
        return _("How are the dates written?")
    if question.kind == "clock":
        return _("What kind of times are these?")
    if question.kind == "contradiction":
        return _("Some sessions are in the file with two different outcomes.")
    return _("A client number is used for different names.")


def concerns(question: Question) -> str:
    """How many rows hang on a question."""
    return _("Rows: %(count)s") % {"count": question.count}


def tables_from(text: str) -> dict[str, Any]:
    """
    The answers given so far, as the page carried them. What is not of their shape counts as nothing; whether
    each answer is one there is, the reading checks.
    """
    try:
        tables = json.loads(text[:_MAPPING_LIMIT]) if text else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(tables, Mapping):
        return {}
    return {str(name): dict(value) for name, value in tables.items() if isinstance(value, Mapping)}
