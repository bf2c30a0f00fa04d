"""Time zones as people choose them: those of the United States first and by their usual names, then all."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .labels import Label

AT_HOME: dict[str, Label] = {
    "America/New_York": gettext_lazy("Eastern (New York)"),
    "America/Chicago": gettext_lazy("Central (Chicago)"),
    "America/Denver": gettext_lazy("Mountain (Denver)"),
    "America/Phoenix": gettext_lazy("Mountain, no daylight saving (Phoenix)"),
    "America/Los_Angeles": gettext_lazy("Pacific (Los Angeles)"),
    "America/Anchorage": gettext_lazy("Alaska (Anchorage)"),
    "Pacific/Honolulu": gettext_lazy("Hawaii (Honolulu)"),
    "America/Puerto_Rico": gettext_lazy("Atlantic (Puerto Rico)"),
    "America/Detroit": gettext_lazy("Eastern (Detroit)"),
    "America/Indiana/Indianapolis": gettext_lazy("Eastern (Indianapolis)"),
    "America/Boise": gettext_lazy("Mountain (Boise)"),
    "Pacific/Guam": gettext_lazy("Guam"),
    "Pacific/Pago_Pago": gettext_lazy("American Samoa"),
}


def zone_text(name: str) -> str:
    """A zone by its usual name, else by the one it has in the database of zones."""
    return str(AT_HOME[name]) if name in AT_HOME else name.replace("_", " ")


def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every zone in two groups, each with its stored name and how it is said."""
    home = [(name, str(text)) for name, text in AT_HOME.items()]
    return [(_("United States"), home), (_("All others"), [(zone, zone_text(zone)) for zone in _elsewhere()])]


@lru_cache(maxsize=1)
def _elsewhere() -> tuple[str, ...]:
    """Places only: what is left out are offsets without a place, and names kept for old programs."""
    places = (name for name in available_timezones() if "/" in name)
    old = ("Etc/", "SystemV/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/", "posix/", "right/")
    return tuple(sorted(name for name in places if name not in AT_HOME and not name.startswith(old)))
