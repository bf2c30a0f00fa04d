"""Which kind of required service a provider's word for it is."""

from __future__ import annotations

from collections.abc import Mapping

from .text_folding import fold

__all__ = ["required_service"]

# In this order: "parenting class" is parenting before it is a class, and "drug test" testing before
# treatment.
_WORDS: Mapping[str, frozenset[str]] = {
    kind: frozenset(words.split())
    for kind, words in {
        "parenting": "parenting parents crianza padres nurturing fatherhood motherhood",
        "testing": """
            test tests testing ua uas uds urinalysis urine screen screening toxicology breathalyzer prueba
            pruebas toxicologia antidoping orina
        """,
        "treatment": """
            treatment iop php outpatient substance sud aod recovery mat mat moud methadone suboxone
            buprenorphine addiction relapse rehab rehabilitation detox tratamiento adiccion adicciones
            sobriety
        """,
        "therapy": """
            therapy therapist psychotherapy counseling counselling counselor individual family couples group
            ind fam grp cbt dbt emdr trauma mental behavioral terapia psicoterapia consejeria consejero
            familiar grupo grupal psychiatric psychiatry psychologist terapeuta
        """,
        "program": """
            program programme class classes course workshop education anger bip batterer batterers dui dwi
            dv violence programa clase clases curso taller educacion violencia community
        """,
    }.items()
}


def required_service(label: str) -> str | None:
    """``therapy``, ``parenting``, ``testing``, ``treatment`` or ``program``; None when the words do not
    tell."""
    words = set(fold(label[:200]).split())
    return next((kind for kind, known in _WORDS.items() if words & known), None)
