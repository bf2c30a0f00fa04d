"""What no word to a client may say: blame, threat and the language of files, by stem, in both languages."""

from __future__ import annotations

import re

FORBIDDEN = {
    "en": re.compile(
        r"\b(fail|refus|non-?complian|complian|violat|excus|must\b|warn|blam|fault|punish|penal|sanction"
        r"|threat|no-?shows?\b|should have|demand|consequence|disobe|uncooperat|lazy|irresponsib|noncoop"
        r"|lie\b|lied\b|careless|attitude|unwilling|resist|breach|revok|infraction|you did not|you didn"
        r"|why did you)",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(fall[óoae]|incumpl|castig|sanci|penali|neg[óaáu]|rehus|rechaz|viol[óa](?!enc)|infracci|excus|debe[snr]?\b"
        r"|deb[ií]a|deber|culpa|advert|advier|amenaz|obliga|exig|consecuenc|irrespons|mentir|mint|descuid"
        r"|flojo"
        r"|faltó|falt[oa]\b|faltas\b|inasist|revoc|desobed|usted no vino|usted no fue|por qué no)",
        re.IGNORECASE,
    ),
}


def blame_in(text: str, language: str) -> list[str]:
    """The stems found in a text."""
    return [each.group(0) for each in FORBIDDEN[language].finditer(text)]
