"""Build the frozen program and have it test itself; called by ``python3 dev.py freeze``."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import dev  # noqa: E402  stands at the root, beside no package

ENVIRONMENT = ROOT / "build" / "frozen"
"""Run-time packages and PyInstaller, so that nothing of the tests gets in."""
BIN = ENVIRONMENT / ("Scripts" if dev.WINDOWS else "bin")
PYTHON = BIN / Path(dev.PYTHON).name
LOCK = "frozen.lock"
PROGRAMS = ("so-ocop", "so-ocop-window")


def missing_packages() -> list[str]:
    """What PyInstaller needs on Linux, by Debian's names: objdump, and Python's library where it is a package apart."""
    missing = [] if shutil.which("objdump") else ["binutils"]
    library = sysconfig.get_config_var("INSTSONAME") or ""
    folders = [sysconfig.get_config_var("LIBDIR") or "", "/usr/lib", "/usr/lib64", *glob.glob("/usr/lib/*-linux-gnu")]
    is_apart = library.startswith("libpython") and ".so" in library
    if is_apart and not any(os.path.exists(os.path.join(folder, library)) for folder in folders):
        missing.append(f"libpython{sys.version_info[0]}.{sys.version_info[1]}")
    return missing


def check_system() -> None:
    """Install what is missing as root on Debian, else say in one line what to install."""
    missing = missing_packages() if sys.platform.startswith("linux") else []
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        dev.say("installing with apt-get: " + " ".join(missing))
        env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        subprocess.call(["apt-get", "update", "-q"], env=env, stdout=subprocess.DEVNULL)
        subprocess.call(["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing], env=env)
        missing = missing_packages()
    if missing:
        dev.stop("please install for the frozen build: " + " ".join(missing))


def prepare() -> None:
    """Make the environment hold exactly the locked packages; at once where it already does."""
    stamp, written = dev.stamp_of([LOCK]), ENVIRONMENT / "so-ocop.stamp"
    if written.is_file() and written.read_text(encoding="utf-8") == stamp:
        return
    dev.say("making the environment build/frozen")
    install = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
    if dev.call([sys.executable, "-m", "venv", "--clear", ENVIRONMENT]):
        dev.stop("the virtual environment could not be made.")
    if dev.call([*install, "-r", ROOT / "packaging" / "requirements" / LOCK]):
        dev.stop(f"the packages of {LOCK} could not be installed; is the network there?")
    written.write_text(stamp, encoding="utf-8")


def main() -> int:
    """Exit code 0 where the build was made and both of its programs passed their test of themselves."""
    check_system()
    prepare()
    dev.compile_catalogues(str(PYTHON))
    dev.say("building dist/so-ocop (about a minute)")
    build = ["--noconfirm", "--log-level", "WARN", "--workpath", "build/pyinstaller", "--distpath", "dist"]
    if dev.call([PYTHON, "-m", "PyInstaller", *build, "packaging/app.spec"]):
        return 1
    folder, suffix = ROOT / "dist" / "so-ocop", ".exe" if dev.WINDOWS else ""
    code: int = dev.run_steps([(f"{name} --self-test", [folder / (name + suffix), "--self-test"]) for name in PROGRAMS])
    return code


if __name__ == "__main__":
    sys.exit(main())
