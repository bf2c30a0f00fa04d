"""Every address, feature by feature. Ids are random; no address holds a name or anything that was typed."""

from __future__ import annotations

from django.urls import URLPattern

from .agency import urls as agency
from .attendance import urls as attendance
from .booking import urls as booking
from .call import urls as call
from .cases import urls as cases
from .directory import urls as directory
from .doors import urls as doors
from .drafts import urls as drafts
from .entries import urls as entries
from .oversight import urls as oversight
from .practice import urls as practice
from .rules import urls as rules
from .staff import urls as staff
from .today import urls as today

urlpatterns: list[URLPattern] = [
    pattern
    for feature in (
        today,
        cases,
        call,
        entries,
        booking,
        attendance,
        directory,
        rules,
        staff,
        oversight,
        practice,
        agency,
        doors,
        drafts,
    )
    for pattern in feature.urlpatterns
]
