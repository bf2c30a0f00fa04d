"""The checks check: each is shown something wrong and must say so."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings


@pytest.fixture(scope="module")
def tool(root: Path) -> dict[str, ModuleType]:
    found = {}
    for path in sorted((root / "tools").glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"tool_{path.stem}", path)
        assert spec and spec.loader
        found[path.stem] = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = found[path.stem]  # a dataclass looks its own module up there
        spec.loader.exec_module(found[path.stem])
    return found


def _faults(
    tool: dict[str, ModuleType], spanish: str | None, english: str = "%(count)s to call"
) -> list[str]:
    catalog = Catalog(locale="es")
    if spanish is not None:
        catalog.add(english, spanish)
    return list(tool["check_translations"].faults_of(catalog, {(None, english): "web/page.html:1"}))


def test_every_language_offered_is_checked(tool: dict[str, ModuleType]) -> None:
    assert {"en", *tool["check_translations"].LANGUAGES} == {code for code, _ in settings.LANGUAGES}


def test_a_language_without_a_file_is_named(
    tool: dict[str, ModuleType],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(tool["check_translations"], "ROOT", tmp_path)
    assert tool["check_translations"].main(write=False) == 1
    assert "es: " in capsys.readouterr().err


def test_a_complete_translation_passes(tool: dict[str, ModuleType]) -> None:
    assert _faults(tool, "%(count)s por llamar") == []


@pytest.mark.parametrize(
    ("spanish", "said"),
    [
        (None, "missing"),
        ("", "empty"),
        ("por llamar", "a placeholder is lost"),
        ("%(count)s de %(all)s por llamar", "other placeholders"),
    ],
)
def test_an_incomplete_translation_is_named(
    tool: dict[str, ModuleType], spanish: str | None, said: str
) -> None:
    (fault,) = _faults(tool, spanish)
    assert fault.startswith(said)
    assert "to call" in fault


def test_a_fuzzy_and_an_unused_translation_are_named(tool: dict[str, ModuleType]) -> None:
    catalog = Catalog(locale="es")
    catalog.add("Call", "Llamar", flags=["fuzzy"])
    catalog.add("Gone", "Ido")
    faults = list(tool["check_translations"].faults_of(catalog, {(None, "Call"): "x:1"}))
    assert [fault.split(":")[0] for fault in faults] == ["fuzzy", "no longer used"]


def test_strings_are_found_in_code_and_in_templates(
    tool: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page.html").write_text(
        """<p class="it's">{% translate "One" %} {{ _("Two")|title }}
             {% translate "May" context "month" %}</p>
        {% blocktranslate trimmed count n=n %}
            Call {{ name }}
        {% plural %}
            Call {{ n }}
        {% endblocktranslate %}"""
    )
    (tmp_path / "code.py").write_text('from x import gettext as _\nprint(_("Three"), f"{_(\'Four\')}")\n')
    monkeypatch.setattr(tool["check_translations"], "ROOT", tmp_path)
    found = {key: plural for key, plural, _ in tool["check_translations"].strings()}
    assert found[(None, "Call %(name)s")] == "Call %(n)s"
    assert ("month", "May") in found
    assert {text for context, text in found if context is None} >= {"One", "Two", "Three"}


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT OR GPL-3.0-only) AND BSD-3-Clause", True),
        ("MIT AND (GPL-2.0-only OR AGPL-3.0-only)", False),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("AGPL-3.0-or-later", False),
        ("some words about it", False),
        ("", False),
    ],
)
def test_a_license_is_judged_by_its_expression(
    tool: dict[str, ModuleType], expression: str, allowed: bool
) -> None:
    assert tool["check_licenses"].allowed(expression) is allowed


def test_a_lock_with_an_unknown_license_is_refused(
    tool: dict[str, ModuleType],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "requirements.txt").write_text("django==5.2 \\\n    --hash=sha256:00\n")
    monkeypatch.setattr(tool["check_licenses"], "license_of", lambda name: "Proprietary")
    assert tool["check_licenses"].main(tmp_path / "requirements.txt") == 1
    assert "django: Proprietary" in capsys.readouterr().err


def test_a_translation_is_compiled_beside_its_source(
    tool: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Call"\nmsgstr "Llamar"\n'
    )
    monkeypatch.setattr(tool["compile_translations"], "LOCALE", tmp_path)
    assert tool["compile_translations"].main() == 0
    import gettext

    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Call") == "Llamar"


def test_the_browser_tool_names_what_is_missing_and_fails(root: Path, tmp_path: Path) -> None:
    """A machine with no browser and no way to install one: a PATH of just what the script itself needs."""
    for name in ("id", "cat", "sh"):
        (tmp_path / name).symlink_to(
            next(p for p in (Path("/usr/bin") / name, Path("/bin") / name) if p.exists())
        )
    ran = subprocess.run(
        ["/bin/sh", str(root / "tools" / "browser.sh")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert ran.returncode != 0
    assert "Chromium" in ran.stderr
    assert ran.stdout == ""


def test_the_server_tool_passes_the_exit_code_on_and_leaves_nothing(root: Path, tmp_path: Path) -> None:
    ask = "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(7)"
    ran = subprocess.run(
        [sys.executable, str(root / "tools" / "postgres.py"), sys.executable, "-c", ask],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 7, ran.stderr
    assert ran.stdout.startswith("postgresql://")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("heardfirst-pg")] == []


FAKE_PYTHON = """#!/bin/sh
case "$*" in
    *ensurepip*) exit {has_venv} ;;
    *sys.exit\\(sys.version_info*) exit {is_old} ;;
    *print\\(*) echo python3.11-venv ;;
    -V) echo "Python 3.9.2" ;;
    *) echo "unexpected: $*" >&2; exit 9 ;;
esac
"""


@pytest.mark.parametrize(
    ("has_venv", "is_old", "said"),
    [(1, 0, "python3.11-venv"), (0, 1, "3.11 or newer"), (None, None, "was not found")],
)
def test_the_install_tool_names_what_is_missing_and_fails(
    root: Path, tmp_path: Path, has_venv: int | None, is_old: int | None, said: str
) -> None:
    (tmp_path / "id").symlink_to(next(p for p in (Path("/usr/bin/id"), Path("/bin/id")) if p.exists()))
    if has_venv is not None:
        (tmp_path / "python3").write_text(FAKE_PYTHON.format(has_venv=has_venv, is_old=is_old))
        (tmp_path / "python3").chmod(0o755)
    ran = subprocess.run(
        ["/bin/sh", str(root / "tools" / "install.sh"), "requirements-test.txt"],
        env={"PATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1, ran.stderr
    assert said in ran.stderr
    assert not (tmp_path / ".venv").exists()


def test_commands_at_once_are_shown_one_after_another(root: Path) -> None:
    """What failed comes last, whatever the order in which they ended."""
    run = [sys.executable, str(root / "tools" / "at_once.py")]
    good = subprocess.run(
        [*run, "echo first", "sleep 0.3; echo slow; echo on >&2", "echo quick"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (good.returncode, good.stdout.split(), good.stderr) == (0, ["first", "slow", "on", "quick"], "")
    bad = subprocess.run(
        [*run, "echo first", "echo broken; exit 3", "echo quick"], capture_output=True, text=True, check=False
    )
    assert (bad.returncode, bad.stdout.split()) == (1, ["first", "quick", "broken"])
    assert "echo broken; exit 3: failed (3)" in bad.stderr


def test_one_that_fails_as_it_is_watched_fails_them_all(root: Path) -> None:
    run = [sys.executable, str(root / "tools" / "at_once.py"), "exit 4", "echo good"]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "good\n")
    assert subprocess.run(run[:2], capture_output=True, check=False).returncode == 2
