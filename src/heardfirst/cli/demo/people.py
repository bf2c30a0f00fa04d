"""Forty people who do not exist. Their telephone numbers are of the range kept free for fiction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Someone:
    """A fictional client."""

    name: str
    pronoun: str
    language: str = "en"


PEOPLE: tuple[Someone, ...] = (
    Someone("Elena Marquez", "she", "es"),
    Someone("Calvin Reese", "he"),
    Someone("Tanya Whitfield", "she"),
    Someone("Jorge Beltrán", "he", "es"),
    Someone("Priya Nair", "she"),
    Someone("Desmond Clay", "he"),
    Someone("Rosalind Achterberg", "she"),
    Someone("Mei-Lin Zhou", "she"),
    Someone("Terrence Okoye", "he"),
    Someone("Lupe Sandoval", "she", "es"),
    Someone("Hannah Grieves", "she"),
    Someone("Omar Haddad", "he"),
    Someone("Shawna Littlecreek", "she"),
    Someone("Victor Paz", "he", "es"),
    Someone("Kelsey Moran", "they"),
    Someone("Andre Baptiste", "he"),
    Someone("Wanda Kowalczyk", "she"),
    Someone("Nathaniel Brooks", "he"),
    Someone("Yesenia Ruiz", "she", "es"),
    Someone("Gloria Tremblay", "she"),
    Someone("Isaac Mbeki", "he"),
    Someone("Jolene Harkness", "she"),
    Someone("Ramón Iglesias", "he", "es"),
    Someone("Beth Sorensen", "she"),
    Someone("Darnell Pugh", "he"),
    Someone("Fatima Zahra Idrissi", "she"),
    Someone("Colin Abernathy", "he"),
    Someone("Marisela Tovar", "she", "es"),
    Someone("Trevor Nakamura", "he"),
    Someone("Ivy Castellano", "she"),
    Someone("Luther Dade", "he"),
    Someone("Simone Valcourt", "she"),
    Someone("Ernesto Quiroga", "he", "es"),
    Someone("Paula Brandvold", "she"),
    Someone("Reggie Fontenot", "he"),
    Someone("Alma Duarte", "she", "es"),
    Someone("Kwame Boateng", "he"),
    Someone("Nora Lindgren", "she"),
    Someone("Silas Greer", "he"),
    Someone("June Park", "she"),
)


def phone_of(place: int) -> str:
    """The fictional number of the person at that place."""
    return f"+1212555{100 + place:04d}"
