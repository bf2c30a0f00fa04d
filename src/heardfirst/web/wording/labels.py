"""What a label is: text, or text to be translated when it is read."""

from __future__ import annotations

from django.utils.functional import Promise

Label = str | Promise
