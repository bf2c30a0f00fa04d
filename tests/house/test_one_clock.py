"""Nothing in the program asks the machine what time it is, but for the one clock."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from heardfirst import clock

# Whoever writes one of these asks for the present, or hands on something that does.
ASKS = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    "django.db.models.functions.Now",
    "django.db.models.functions.datetime.Now",
    "django.utils.timezone.localdate",
    "django.utils.timezone.now",
    "time.clock_gettime",
    "time.clock_gettime_ns",
    "time.time",
    "time.time_ns",
    "uuid.uuid1",
}
# These do so only where nothing is given to them: how many arguments they have to have.
ASKS_WITHOUT = {
    "django.utils.timezone.localtime": 1,
    "time.asctime": 1,
    "time.ctime": 1,
    "time.gmtime": 1,
    "time.localtime": 1,
    "time.strftime": 2,
}
ON_ANYTHING = {"utcnow", "utcfromtimestamp"}
OF_A_FIELD = {"auto_now", "auto_now_add"}
IN_SQL = re.compile(
    r"\bcurrent_(timestamp|date|time)\b|\b(statement|transaction|clock)_timestamp\(|\bnow\(\)", re.IGNORECASE
)
IN_A_TEMPLATE = re.compile(r"{%-?\s*now\b|\|\s*(timesince|timeuntil|naturaltime|naturalday)\b")


def asks_the_machine(source: str) -> list[str]:
    """Every place in a module that asks for the present: its line and what it says there."""
    tree = ast.parse(source)
    names = _imported(tree)
    found = {
        (node.lineno, said)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom | ast.Attribute | ast.Call | ast.Constant)
        for said in _asked(node, names)
    }
    return [f"{line}: {said}" for line, said in sorted(found)]


def _imported(tree: ast.AST) -> dict[str, str]:
    """What each name that a module imports is called in full."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                first = name.name.split(".")[0]
                names[name.asname or first] = name.name if name.asname else first
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {(name.asname or name.name): f"{node.module}.{name.name}" for name in node.names}
    return names


def _in_full(node: ast.AST, names: Mapping[str, str]) -> str:
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    return f"{_in_full(node.value, names)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def _asked(
    node: ast.ImportFrom | ast.Attribute | ast.Call | ast.Constant, names: Mapping[str, str]
) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        yield from (each.name for each in node.names if f"{node.module}.{each.name}" in ASKS)
    elif isinstance(node, ast.Attribute):
        if _in_full(node, names) in ASKS or node.attr in ON_ANYTHING:
            yield ast.unparse(node)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str) and IN_SQL.search(node.value):
            yield repr(node.value[:60])
    else:
        given = [each for each in node.args if not (isinstance(each, ast.Constant) and each.value is None)]
        if len(given) + len(node.keywords) < ASKS_WITHOUT.get(_in_full(node.func, names), 0):
            yield ast.unparse(node)
        yield from (each.arg for each in node.keywords if each.arg in OF_A_FIELD)


def test_nothing_but_the_clock_asks_the_machine(root: Path) -> None:
    home = root / "src" / "heardfirst"
    found = [
        f"{path.relative_to(home)}:{place}"
        for path in sorted(home.rglob("*.py"))
        if path != home / "clock.py" and "migrations" not in path.parts
        for place in asks_the_machine(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_template_does_either(root: Path) -> None:
    pages = sorted((root / "src").rglob("*.html")) + sorted((root / "src").rglob("*.txt"))
    assert pages
    assert [path.name for path in pages if IN_A_TEMPLATE.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "source",
    [
        "from django.utils import timezone\nday = timezone.localdate()",
        "from django.utils import timezone as zones\nat = models.DateTimeField(default=zones.now)",
        "from django.utils.timezone import now",
        "from django.utils.timezone import localtime\nday = localtime().date()",
        "from django.utils import timezone\nhere = timezone.localtime(None)",
        "from datetime import datetime as Moment, UTC\nat = Moment.now(UTC)",
        "import datetime\nday = datetime.date.today()",
        "import time\nage = time.time() - made",
        "import time as t\nnames = t.strftime('%Y')",
        "def f():\n    from time import time_ns",
        "at = type(before).utcnow()",
        "at = models.DateTimeField(auto_now_add=True)",
        "cursor.execute('UPDATE draft SET kept_at = CURRENT_TIMESTAMP')",
        "from django.db.models.functions import Now",
    ],
)
def test_whoever_does_is_found(source: str) -> None:
    assert asks_the_machine(source)


@pytest.mark.parametrize(
    "source",
    [
        "from heardfirst import clock\nat = clock.now()",
        "from django.utils import timezone\nhere = timezone.localtime(moment)",
        "import time\nuntil = time.monotonic() + 5\nconverter = time.gmtime\nday = time.gmtime(0)",
        "from datetime import datetime\nat = datetime.fromisoformat(written)\nhour = today.now.hour",
    ],
)
def test_whoever_does_not_is_left_alone(source: str) -> None:
    assert asks_the_machine(source) == []


def test_the_clock_tells_the_day_of_a_zone_and_stands_where_it_is_set() -> None:
    with time_machine.travel("2027-01-01T04:30:00+00:00", tick=False):
        assert clock.now() == datetime(2027, 1, 1, 4, 30, tzinfo=UTC)
        assert f"{clock.today('America/New_York')} {clock.today('Asia/Kolkata')}" == "2026-12-31 2027-01-01"
        with clock.standing_at(datetime(2026, 3, 4, 3, tzinfo=UTC)):
            assert clock.today("America/New_York").isoformat() == "2026-03-03"
            assert clock.seconds() == datetime(2027, 1, 1, 4, 30, tzinfo=UTC).timestamp()
