"""The languages of a file, by code or name, as our codes."""

from __future__ import annotations

from ..services import LONGEST_CODE, folded

_NAMES = {
    "en": ("eng", "english"),
    "es": ("spa", "spanish", "espanol"),
    "zh": ("zho", "chi", "cmn", "yue", "chinese", "mandarin", "cantonese"),
    "vi": ("vie", "vietnamese"),
    "tl": ("tgl", "fil", "tagalog", "filipino"),
    "ar": ("ara", "arabic"),
    "fr": ("fra", "fre", "french"),
    "ht": ("hat", "haitian creole", "creole"),
    "ko": ("kor", "korean"),
    "ru": ("rus", "russian"),
    "pt": ("por", "portuguese"),
    "so": ("som", "somali"),
    "hmn": ("hmong",),
    "ase": ("american sign language", "asl", "sign language"),
}
_CODES = {name: code for code, names in _NAMES.items() for name in (code, *names)}


def code_of(code: str, name: str) -> str:
    """The code of a language; `other` for one that is only named, and not by a name we know."""
    for code_or_name in (folded(code).split("-")[0], folded(name)):
        if code_or_name in _CODES:
            return _CODES[code_or_name]
    bare = folded(code).split("-")[0]
    return bare if bare.isascii() and bare.isalpha() and 2 <= len(bare) <= min(3, LONGEST_CODE) else "other"
