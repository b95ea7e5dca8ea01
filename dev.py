#!/usr/bin/env python3
"""Prepare, run and test the program with nothing but a Python: ``python3 dev.py run``, ``python3 dev.py test``.

Only the standard library is used here, and only syntax that any Python since 2.7 reads, so that a Python which cannot
run the program is refused in one sentence instead of a syntax error.
"""

from __future__ import print_function

import argparse
import ctypes
import glob
import hashlib
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
WINDOWS = os.name == "nt"
BIN = os.path.join(VENV, "Scripts" if WINDOWS else "bin")
PYTHON = os.path.join(BIN, "python.exe" if WINDOWS else "python")
OLDEST, NEWEST = (3, 11), (3, 13)  # PySide6 6.8 has wheels for these
CASES = ("krong-pac-2023", "krong-no-2021", "commune-2026")
COMMAND = [PYTHON, os.path.join(ROOT, "packaging", "entry_cli.py")]  # so-ocop
LOCKS = os.path.join(ROOT, "packaging", "requirements")
TEST_LOCKS = ["build.lock", "test.lock"]
SOURCES = ["app", "tests", "benchmarks", "packaging", "dev.py"]

# Debian's package = the library in it that Qt loads: those for no screen first, then those for an X11 screen.
QT_LIBRARIES = """
    libgl1=libGL.so.1 libegl1=libEGL.so.1 libglib2.0-0=libglib-2.0.so.0 libdbus-1-3=libdbus-1.so.3
    libxkbcommon0=libxkbcommon.so.0 libfontconfig1=libfontconfig.so.1 libfreetype6=libfreetype.so.6
    libxcb-cursor0=libxcb-cursor.so.0 libxcb-icccm4=libxcb-icccm.so.4 libxcb-keysyms1=libxcb-keysyms.so.1
    libxcb-image0=libxcb-image.so.0 libxcb-render-util0=libxcb-render-util.so.0 libxcb-randr0=libxcb-randr.so.0
    libxcb-shape0=libxcb-shape.so.0 libxcb-xinerama0=libxcb-xinerama.so.0 libxcb-xfixes0=libxcb-xfixes.so.0
    libxcb-sync1=libxcb-sync.so.1 libxcb-shm0=libxcb-shm.so.0 libxcb-xkb1=libxcb-xkb.so.1
    libxkbcommon-x11-0=libxkbcommon-x11.so.0 libx11-xcb1=libX11-xcb.so.1
"""
FONT_PACKAGE = "fonts-dejavu-core"
FONT_FILES = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "Ubuntu-R.ttf", "Arimo*.ttf")


def say(text):
    print("dev.py: " + text)
    sys.stdout.flush()


def stop(text):
    sys.exit("dev.py: " + text)


def call(command, **options):
    """Run a command in the project's folder, with UTF-8 output everywhere; returns its exit code."""
    env = dict(os.environ, PYTHONUTF8="1")
    return subprocess.call(command, cwd=ROOT, env=env, **options)


# --- the interpreter and the system -----------------------------------------------------------------------------------


def suitable(version):
    return OLDEST <= tuple(version[:2]) <= NEWEST


def check_python():
    """Refuse an unsuitable Python in one sentence, naming a suitable one where there is one."""
    if suitable(sys.version_info) and platform.python_implementation() == "CPython":
        return
    found = ""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        path = which("python3.%d" % minor)
        if path and version_of(path) == (3, minor):
            found = "; use %s dev.py instead" % path
            break
    stop(
        "so-ocop needs CPython 3.11, 3.12 or 3.13, and this is %s %s%s."
        % (platform.python_implementation(), platform.python_version(), found)
    )


def which(name):
    return shutil.which(name) if hasattr(shutil, "which") else None


def version_of(python):
    """The (major, minor) of an interpreter, or None where it does not run."""
    code = "import sys; print(sys.version_info[0], sys.version_info[1])"
    try:
        output = subprocess.check_output([python, "-c", code], stderr=subprocess.DEVNULL)
        major, minor = output.split()
        return int(major), int(minor)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None


def has_vietnamese_font():
    if which("fc-list"):
        try:
            return bool(subprocess.check_output(["fc-list", ":lang=vi"]).strip())
        except (OSError, subprocess.CalledProcessError):
            pass
    folders = ["/usr/share/fonts", "/usr/local/share/fonts", os.path.expanduser("~/.local/share/fonts")]
    return any(glob.glob(os.path.join(f, "**", name), recursive=True) for f in folders for name in FONT_FILES)


def missing_packages():
    """What a Linux system lacks, in Debian's names, the package for virtual environments first."""
    missing = []
    if not has_environment():
        try:
            import ensurepip  # noqa: F401  (Debian ships it apart)
        except ImportError:
            missing.append("python%d.%d-venv" % sys.version_info[:2])
    for pair in QT_LIBRARIES.split():
        package, library = pair.split("=")
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    if not has_vietnamese_font():
        missing.append(FONT_PACKAGE)
    return missing


def check_system():
    """Install what the system lacks where that can be done, else say in one line what to install."""
    if not sys.platform.startswith("linux"):
        return
    missing = missing_packages()
    if not missing:
        return
    apt = which("apt-get")
    if apt and os.geteuid() == 0:
        say("installing with apt-get: " + " ".join(missing))
        env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        subprocess.call([apt, "update", "-q"], env=env, stdout=subprocess.DEVNULL)
        first = [package for package in missing if package.endswith("-venv")]  # whatever becomes of the others
        for packages in (first, [package for package in missing if package not in first]):
            if packages:
                subprocess.call([apt, "install", "-y", "-q", "--no-install-recommends"] + packages, env=env)
        missing = still_missing()
        if not missing:
            return
    how = "sudo apt-get install -y " if apt else "with this system's package manager, by Debian's names: "
    line = "please install what is missing: " + how + " ".join(missing)
    if any(package.endswith("-venv") for package in missing):
        stop(line)  # nothing can be done without it
    say(line)  # papers and the command line work all the same


def still_missing():
    """Look again in a fresh process: this one has cached which modules and libraries there are."""
    code = "import sys; sys.path.insert(0, %r); import dev; print(' '.join(dev.missing_packages()))" % ROOT
    return subprocess.check_output([sys.executable, "-B", "-c", code], universal_newlines=True).split()


# --- the virtual environment ------------------------------------------------------------------------------------------


def has_environment():
    return version_of(PYTHON) == tuple(sys.version_info[:2])


def stamp_of(locks):
    digest = hashlib.sha256()
    for lock in locks:
        with open(os.path.join(LOCKS, lock), "rb") as file:
            digest.update(file.read())
    digest.update(("%s %s" % (VENV, platform.python_version())).encode("utf-8"))
    return digest.hexdigest()


def stamp_path(kind):
    return os.path.join(VENV, "so-ocop-%s.stamp" % kind)


def is_stamped(kind, stamp):
    try:
        with open(stamp_path(kind)) as file:
            return file.read() == stamp
    except OSError:
        return False


def prepare(for_tests):
    """Make the virtual environment hold exactly the locked packages; at once where it already does."""
    check_system()
    kind, locks = "run", ["run.lock"]
    if for_tests:
        kind, locks = "test", TEST_LOCKS
    stamp = stamp_of(locks)
    if not has_environment():
        if os.path.isdir(VENV) and os.listdir(VENV) and not os.path.exists(os.path.join(VENV, "pyvenv.cfg")):
            stop(".venv is there but is no virtual environment; move it away and try again.")
        say("making the virtual environment .venv")
        if call([sys.executable, "-m", "venv", "--clear", VENV]):
            stop("the virtual environment could not be made.")
    enough = is_stamped(kind, stamp)
    if not enough and not for_tests:  # an environment for tests holds all that the program needs
        enough = is_stamped("test", stamp_of(TEST_LOCKS))
    if not enough:
        install(locks)
        with open(stamp_path(kind), "w") as file:
            file.write(stamp)
    compile_catalogues()


def install(locks):
    say("installing the locked packages (a minute or two the first time)")
    for lock in locks:
        command = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
        if lock == "test.lock":
            command.append("--no-build-isolation")  # what builds a package is locked too: build.lock
        if call(command + ["-r", os.path.join(LOCKS, lock)]):
            stop("the packages of %s could not be installed; is the network there?" % lock)
    add_command()


def add_command():
    """Put ``app`` on the environment's path and the command ``so-ocop`` beside its Python."""
    code = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    packages = subprocess.check_output([PYTHON, "-c", code], universal_newlines=True).strip()
    with open(os.path.join(packages, "so_ocop.pth"), "w") as file:
        file.write("import sys; sys.path.append(%s)\n" % ascii(ROOT))  # in ASCII: its encoding differs by version
    if WINDOWS:
        with open(os.path.join(BIN, "so-ocop.cmd"), "w") as file:
            file.write('@"%~dp0python.exe" "%~dp0..\\..\\packaging\\entry_cli.py" %*\n')
        return
    command = os.path.join(BIN, "so-ocop")
    with open(command, "w", encoding="utf-8") as file:
        file.write('#!/bin/sh\nexec %s %s "$@"\n' % (shlex.quote(PYTHON), shlex.quote(COMMAND[1])))
    os.chmod(command, 0o755)


def babel(*arguments, **options):
    python = options.get("python", PYTHON)
    return call([python, "-m", "babel.messages.frontend", "-q"] + list(arguments))


def catalogues():
    return sorted(glob.glob(os.path.join(ROOT, "i18n", "*", "LC_MESSAGES", "app.po")))


def compile_catalogues(python=PYTHON):
    """Compile each catalogue that is newer than its compiled form."""
    for source in catalogues():
        compiled = source[:-3] + ".mo"
        if os.path.exists(compiled) and os.path.getmtime(compiled) > os.path.getmtime(source):
            continue
        if babel("compile", "-i", source, "-o", compiled, python=python):
            stop("the catalogue %s could not be compiled." % os.path.relpath(source, ROOT))


# --- the commands -----------------------------------------------------------------------------------------------------


def has_screen():
    return WINDOWS or sys.platform == "darwin" or any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY"))


def command_run(arguments):
    """Start the program; without a screen do its main job without a window."""
    prepare(for_tests=False)
    if has_screen():
        return call([PYTHON, "-m", "app"] + arguments)
    number = 1
    while os.path.exists(os.path.join(ROOT, "out", "run-%d" % number)):
        number += 1
    out = os.path.join("out", "run-%d" % number)
    say("there is no screen, so the main job runs without one: from registration to certificates, into " + out)
    os.makedirs(os.path.join(ROOT, out))
    failed = [case for case in CASES if run_case(case, out, arguments)]
    if failed:
        stop("these cases failed: " + ", ".join(failed))
    say("done; the databases, bundles and papers of each case are in " + out)
    return 0


def run_case(case, out, arguments):
    return call(COMMAND + arguments + ["demo", os.path.join(out, case), "--case", case])


def lint_steps():
    present = [name for name in SOURCES if os.path.exists(os.path.join(ROOT, name))]
    return [
        ("lint", [PYTHON, "-m", "ruff", "check"] + present),
        ("format", [PYTHON, "-m", "ruff", "format", "--check"] + present),
        ("types", [PYTHON, "-m", "mypy"]),
        ("rule files", COMMAND + ["rules", "check"]),
    ]


def run_steps(steps):
    """Run every step, also after a failure; the exit code is 0 only where all passed."""
    failed = []
    for name, command in steps:
        say(name)
        if call(command):
            failed.append(name)
    if failed:
        say("FAILED: " + ", ".join(failed))
        return 1
    say("all passed: " + ", ".join(name for name, _command in steps))
    return 0


def command_test(arguments):
    """Lint, format, types, rule files, then pytest (translations and architecture are tests); more words go to it."""
    prepare(for_tests=True)
    tests = [PYTHON, "-m", "pytest", "-n", "auto", "--dist", "loadfile"]  # one process a core, each with whole files
    return run_steps(lint_steps() + [("tests", tests + arguments)])


def command_lint(_arguments):
    """What `test` checks before the tests."""
    prepare(for_tests=True)
    return run_steps(lint_steps())


def command_setup(_arguments):
    """Only prepare the environment, tests included."""
    prepare(for_tests=True)
    say("ready: " + os.path.join(BIN, "so-ocop"))
    return 0


def command_strings(_arguments):
    """Extract the marked texts and bring the catalogues up to date; no translation is lost, none is guessed."""
    prepare(for_tests=True)
    template = os.path.join("i18n", "app.pot")
    extract = ["-F", "i18n/babel.cfg", "-k", "N_", "-c", "Translators:", "--add-location=never", "--no-wrap"]
    about = ["--project=so-ocop", "--copyright-holder=the so-ocop authors", "--sort-output"]
    if babel("extract", *(extract + about + ["-o", template, "."])):
        return 1
    if not catalogues() and babel("init", "-i", template, "-d", "i18n", "-D", "app", "-l", "vi", "--no-wrap"):
        return 1
    kept = ["--no-fuzzy-matching", "--no-wrap", "--ignore-pot-creation-date"]
    if babel("update", "-i", template, "-d", "i18n", "-D", "app", *kept):
        return 1
    compile_catalogues()
    return 0


def command_freeze(_arguments):
    """Build the folder dist/so-ocop, which needs no Python, and have both programs in it test themselves."""
    check_system()
    return call([sys.executable, os.path.join("packaging", "freeze.py")])


def command_screenshots(arguments):
    """Take the handbook's pictures anew from the real program (also --only NAME, --lang en, --scale 1.5)."""
    return prepare(for_tests=False) or call([PYTHON, os.path.join("packaging", "screenshots")] + arguments)


def command_lock(_arguments):
    """Write the locks anew from packaging/requirements/*.in, with the hashes of every platform's files (uses uv)."""
    with tempfile.TemporaryDirectory() as folder:
        python = os.path.join(folder, "Scripts" if WINDOWS else "bin", "python")
        if call([sys.executable, "-m", "venv", folder]) or call([python, "-m", "pip", "install", "-q", "uv"]):
            return 1
        for name in ("run", "build", "test", "frozen"):
            how = ["--universal", "--generate-hashes", "--python-version", "3.11", "--no-header", "-q"]
            files = [name + ".in", "-o", name + ".lock"]
            if subprocess.call([python, "-m", "uv", "pip", "compile"] + how + files, cwd=LOCKS):
                return 1
    return 0


COMMANDS = {
    "run": command_run,
    "test": command_test,
    "lint": command_lint,
    "setup": command_setup,
    "strings": command_strings,
    "lock": command_lock,
    "freeze": command_freeze,
    "screenshots": command_screenshots,
}


def main():
    check_python()
    about = "\n".join("  %-11s %s" % (name, function.__doc__) for name, function in COMMANDS.items())
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="dev.py", description=about, formatter_class=raw)
    parser.add_argument("command", choices=sorted(COMMANDS))
    chosen, rest = parser.parse_known_args()
    return COMMANDS[chosen.command](rest)


if __name__ == "__main__":
    sys.exit(main())
