"""The script that prepares, runs and tests the program, its locks, and what the README promises of them."""

from __future__ import annotations

import ast
import importlib.util
import platform
import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

import app

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "packaging" / "requirements"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


@pytest.fixture
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _pins(path: Path) -> dict[str, str]:
    pins = _PIN.findall(path.read_text(encoding="utf-8"))
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pins}


def test_the_script_is_readable_by_an_old_python_and_needs_no_package() -> None:
    source = (ROOT / "dev.py").read_text(encoding="ascii")
    tree = ast.parse(source, feature_version=(3, 6))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.AnnAssign)]
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported <= set(sys.stdlib_module_names)


@pytest.mark.parametrize(("version", "refused"), [((3, 10), True), ((3, 11), False), ((3, 13), False), ((3, 14), True)])
def test_another_python_is_refused_in_one_sentence(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int], refused: bool
) -> None:
    fake = SimpleNamespace(version_info=(*version, 0), exit=sys.exit)
    monkeypatch.setattr(dev, "sys", fake)
    monkeypatch.setattr(dev, "which", lambda name: f"/usr/bin/{name}" if name == "python3.12" else None)
    monkeypatch.setattr(dev, "version_of", lambda _path: (3, 12))
    if not refused:
        dev.check_python()
        return
    with pytest.raises(SystemExit) as stopped:
        dev.check_python()
    said = str(stopped.value.code)
    assert said.count("\n") == 0
    assert "3.11, 3.12 or 3.13" in said
    assert "use /usr/bin/python3.12 dev.py instead" in said


def test_a_failing_step_fails_the_whole_and_the_others_still_run(
    dev: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    steps = [
        (code, [sys.executable, "-c", f"import sys; print('ran {code}'); sys.exit({code})"]) for code in ("5", "0")
    ]
    assert dev.run_steps(steps) == 1
    said = capfd.readouterr().out
    assert "ran 5" in said
    assert "ran 0" in said
    assert "FAILED: 5" in said
    assert dev.run_steps(steps[1:]) == 0


def test_without_root_what_is_missing_is_said_in_one_line(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev.sys, "platform", "linux")
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(dev, "which", lambda _name: "/usr/bin/apt-get")
    monkeypatch.setattr(dev, "missing_packages", lambda: ["libgl1", "fonts-dejavu-core"])
    dev.check_system()
    assert capsys.readouterr().out.splitlines() == [
        "dev.py: please install what is missing: sudo apt-get install -y libgl1 fonts-dejavu-core"
    ]
    monkeypatch.setattr(dev, "missing_packages", lambda: ["python3.11-venv", "libgl1"])
    with pytest.raises(SystemExit, match=r"apt-get install -y python3\.11-venv libgl1$"):
        dev.check_system()


def test_an_environment_is_stamped_by_locks_and_python(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    first = dev.stamp_of(["run.lock"])
    assert first == dev.stamp_of(["run.lock"])
    assert first != dev.stamp_of(["test.lock"])
    monkeypatch.setattr(platform, "python_version", lambda: "3.12.99")
    assert first != dev.stamp_of(["run.lock"])


@pytest.mark.parametrize("name", ["run", "build", "test", "frozen"])
def test_every_lock_holds_the_wanted_versions_each_with_hashes(name: str) -> None:
    wanted = _pins(REQUIREMENTS / f"{name}.in")
    locked = _pins(REQUIREMENTS / f"{name}.lock")
    assert wanted
    assert {package: locked.get(package) for package in wanted} == wanted
    text = (REQUIREMENTS / f"{name}.lock").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z])", text.strip())
    assert len(blocks) == len(locked)
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", ["test", "frozen"])
def test_the_locks_agree_on_what_the_program_runs_on(name: str) -> None:
    run, other = _pins(REQUIREMENTS / "run.lock"), _pins(REQUIREMENTS / f"{name}.lock")
    assert {package: other.get(package) for package in run} == run


def test_the_readme_the_checks_and_the_project_file_say_the_same() -> None:
    import tomllib

    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for readme in ("README.md", "README.vi.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        assert "python3 dev.py run" in text
        assert "python3 dev.py test" in text
    assert '"$python" dev.py test' in ci
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == app.__version__
    assert project["scripts"] == {"so-ocop": "app.cli:main"}


def test_both_readmes_list_every_exit_code() -> None:
    from app import errors

    codes = {0} | {kind.exit_code for kind in (errors.AppError, *errors.AppError.__subclasses__())}
    for readme in ("README.md", "README.vi.md"):
        listed = re.findall(r"^\| (\d) \|", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE)
        assert set(map(int, listed)) == codes
