"""Telephone numbers as people write them."""

from __future__ import annotations

import phonenumbers


def as_written(phone: str) -> str:
    """A number as people write it here; anything that is no number stays as it was typed."""
    try:
        number = phonenumbers.parse(phone, "US")
    except phonenumbers.NumberParseException:
        return phone
    if not phonenumbers.is_possible_number(number):
        return phone
    at_home = number.country_code == 1
    shape = (
        phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, shape)
