"""
Check that everything the product runs on may be used, changed and passed on by an agency.

Reads the pinned names of requirements.txt and the license each installed package declares. Permissive
licenses and the two weak copyleft ones whose terms a dynamic import meets (LGPL, MPL) are allowed; anything
else, and a package that declares nothing, fails.
"""

from __future__ import annotations

import re
import sys
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import cast

ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0",
    "PSF-2.0", "Unlicense", "Zlib",
    "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MPL-2.0",
}  # fmt: skip

# What older metadata says in words, where it says no more than that.
SPOKEN = {
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
    "License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
}


def main(lock: Path) -> int:
    names = sorted(set(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", lock.read_text(), re.MULTILINE)))
    refused = []
    for name in names:
        terms = license_of(name)
        if terms is None:
            continue  # pinned for another platform, so not installed on this one
        if not allowed(terms):
            refused.append(f"{name}: {terms or 'declares no license'}")
    if refused:
        print(
            "These licenses are not on the list in tools/check_licenses.py:",
            *refused,
            sep="\n  ",
            file=sys.stderr,
        )
    return 1 if refused or not names else 0


def license_of(name: str) -> str | None:
    """The license a package declares as an SPDX expression, empty if none is clear, None if not installed."""
    try:
        declared = cast("Message", metadata(name))
    except PackageNotFoundError:
        return None
    expression = declared.get("License-Expression")
    if expression:
        return str(expression)
    spoken = [
        SPOKEN.get(classifier, classifier)
        for classifier in declared.get_all("Classifier") or []
        if classifier.startswith("License ::")
    ]
    return " OR ".join(spoken) or str(declared.get("License") or "")


def allowed(expression: str) -> bool:
    """Whether one choice of an SPDX expression is on the list whole; AND binds tighter than OR."""
    words = [word for word in re.split(r"(\(|\)|\bAND\b|\bOR\b)", expression) if word.strip()]
    formula = ""
    for word in (word.strip() for word in words):
        if word in {"(", ")"}:
            formula += word
        elif word in {"AND", "OR"}:
            formula += f" {word.lower()} "
        else:
            formula += str(word.split(" WITH ")[0] in ALLOWED)
    return bool(formula) and _value_of(formula)


def _value_of(formula: str) -> bool:
    """The truth of a formula of True, False, and, or and brackets, from the innermost bracket outward."""
    while "(" in formula:
        formula, found = re.subn(r"\(([^()]*)\)", lambda inner: str(_value_of(inner[1])), formula)
        if not found:
            return False
    return any(all(term.strip() == "True" for term in part.split(" and ")) for part in formula.split(" or "))


if __name__ == "__main__":
    sys.exit(main(Path(__file__).parent.parent / "requirements.txt"))
