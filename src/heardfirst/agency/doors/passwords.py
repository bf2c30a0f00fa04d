"""Passwords: of at least `SHORTEST_PASSWORD` letters (see the settings), none of the common ones, hashed
slowly by Django."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password

from heardfirst.agency.bound_password import PASSWORD_FIELDS
from heardfirst.agency.mail import MailTopic, send
from heardfirst.agency.models import Person
from heardfirst.turns import writing


def change_password(*, person: Person, password: str) -> None:
    """
    Give somebody a new password; every session of theirs ends with the old one. Raises Django's
    ValidationError, whose messages say what is wrong with it.
    """
    validate_password(password, person)
    person.set_password(password)  # slow on purpose, so before the turn to write
    with writing():
        person.save(update_fields=PASSWORD_FIELDS)
        send(to=person, about=MailTopic.PASSWORD_CHANGED, path="/sign-in/")
