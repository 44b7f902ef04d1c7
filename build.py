#!/usr/bin/env python3
"""The one command of the kit: ``python3 build.py serve``, ``test``, ``check`` and so on.

It needs nothing but Python. The first time it makes ``.venv`` beside itself and installs the
packages of ``requirements.lock`` there, checked by hash; then, and every time after, it goes on
inside. The work itself is in ``kit``: this file sets up, and calls.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
TOOLS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = TOOLS / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "kit-packages.json"
RUN = ["requirements.lock"]
POSTGRES = "requirements-postgres.lock"  # only for a journal in PostgreSQL
VIDEO = "requirements-video.lock"  # only for making videos
DEVELOP = [*RUN, "requirements-dev.lock", POSTGRES, VIDEO]
PROGRAMS = {  # what tests use besides Python: Debian's package -> any of these programs will do
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "postgresql": ("initdb",),
    "haproxy": ("haproxy",),
    **({"strace": ("strace",)} if sys.platform == "linux" else {}),  # elsewhere its tests are left out
}
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/sbin")  # where Debian puts some of them, not on every PATH

USAGE = """\
Usage: python3 build.py COMMAND [arguments]

  serve      run exercises: prints the facilitator's private link and the join address
  check      walk every exercise, read every briefing; print what is wrong, with file and line
  pack       make what a trainer hands out of a briefing: cards, slides, guides, facts
  site       make the whole shelf as pages that open by double click, without a server
  ispeak     make the "I Speak" guide: a page for phones, a card to fold, a poster
  engagement make the figures of 2019, about the sources and history, one page each
  video      make the video of a briefing: MP4, WebM, captions, transcript, a page of slides
  report     write a run's after-action report and the other documents
  rehearse   let scripted people play a run through the real server
  capacity   measure how many participants this computer carries: one sentence
  bench      measure, beside the peers, and print the figures the README quotes
  several    measure several processes on one PostgreSQL journal
  shots      take the README's screenshots

  test       the checks, then the tests; arguments go to pytest, and then only it runs
  lint       the checks alone; --fix mends what can be mended
  strip      take outputs out of notebooks (the pre-commit hook does it)
  lock       write the requirements' locks anew; --upgrade takes newer versions

COMMAND --help says more."""

COMMANDS = {  # name -> the function of kit that takes its arguments, the locks of what it needs
    "serve": ("kit.__main__:main", RUN),
    "check": ("kit.briefing.cli:main", RUN),
    "pack": ("kit.packet.cli:main", RUN),
    "site": ("kit.site.cli:main", RUN),
    "ispeak": ("kit.ispeak.cli:main", RUN),
    "engagement": ("kit.engagement.cli:main", RUN),
    "video": ("kit.video.cli:main", RUN),
    "report": ("kit.afterwards:report", RUN),
    "rehearse": ("kit.trouble.cli:main", DEVELOP),
    "capacity": ("kit.measurement.capacity:main", RUN),
    "bench": ("kit.measurement.bench:main", DEVELOP),
    "several": ("kit.measurement.processes:main", DEVELOP),
    "shots": ("kit.measurement.shots:main", DEVELOP),
    "test": ("", DEVELOP),
    "lint": ("", DEVELOP),
    "strip": ("", RUN),
    "lock": ("", DEVELOP),
}


def main(arguments: list[str]) -> int:
    """Set up what the command needs, go inside ``.venv``, and do it; returns the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this may have any Python
        sys.exit(f"The kit needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable}).")
    name = arguments[0] if arguments else "help"
    if name not in COMMANDS:
        print(USAGE)
        return 0 if name in ("help", "-h", "--help") else 2
    function, locks = COMMANDS[name]
    set_up(locks + [POSTGRES] * (POSTGRES not in locks and wants_postgres(arguments)))
    if Path(sys.prefix).resolve() != VENV.resolve():
        if name == "video":
            wish(VIDEO)
        return go_inside(arguments)
    if function:
        module, _, attribute = function.partition(":")
        return int(getattr(importlib.import_module(module), attribute)(arguments[1:]) or 0)
    return {"test": test, "lint": lint, "strip": strip, "lock": lock}[name](arguments[1:])


def wants_postgres(arguments: list[str]) -> bool:
    """Whether the journal that is named, here or in the environment, is in PostgreSQL."""
    named = [*arguments, os.environ.get("KIT_JOURNAL", "")]
    words = [word.lower() for part in named for word in part.split("=", 1)]
    return any(word.startswith(("postgres:", "postgresql:")) for word in words)


def wish(lock: str) -> None:
    """Install what a command can do without; it says itself what it then cannot make."""
    try:
        set_up([lock])
    except SystemExit as error:
        print(f"{error}\nGoing on without the packages of {lock}.", file=sys.stderr)


def go_inside(arguments: list[str]) -> int:
    """Start again with the Python of ``.venv``; comes back on Windows only."""
    command = [str(PYTHON), str(ROOT / "build.py"), *arguments]
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(command[0], command)  # the same process: Ctrl-C and signals reach it
    return subprocess.call(command)


def set_up(locks: list[str]) -> None:
    """Make ``.venv`` hold what ``locks`` say; does nothing if it did already."""
    if not works():
        make_venv()
    wanted = {lock: hashlib.sha256((ROOT / lock).read_bytes()).hexdigest() for lock in locks}
    installed = json.loads(STAMP.read_text()) if STAMP.exists() else {}
    if any(installed.get(lock) != digest for lock, digest in wanted.items()):
        install(locks)
        STAMP.write_text(json.dumps({**installed, **wanted}))
    put_kit_on_path()


def works() -> bool:
    """Whether ``.venv`` has a Python that starts and is new enough."""
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", check], capture_output=True).returncode == 0


def make_venv() -> None:
    """Make ``.venv`` with the Python that runs this; what was there before it is lost."""
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode:
        sys.exit(
            f"{made.stdout}{made.stderr}\nCould not make {VENV}. This Python may lack its venv part:"
            " on Debian and Ubuntu, apt-get install python3-venv."
        )


def install(locks: list[str]) -> None:
    """Install exactly the locked packages: no other version, no other file, nothing compiled here."""
    print("Setting up Python packages (once, about a minute)...", flush=True)
    begun = time.monotonic()
    options = ["--require-hashes", "--only-binary=:all:", "--no-input", "--disable-pip-version-check", "-q"]
    chosen = [part for lock in locks for part in ("-r", str(ROOT / lock))]
    done = subprocess.run(
        [PYTHON, "-m", "pip", "install", *options, *chosen],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-15:])
        sys.exit(
            f"{last}\n\nCould not install the packages (above: what pip said last). Is this computer online?"
            " Behind a proxy, or with a package mirror of your own, set up pip for it and try again."
        )
    print(f"Done in {time.monotonic() - begun:.0f} s.", flush=True)


def put_kit_on_path() -> None:
    """Let notebooks in any folder import kit."""
    pattern = "Lib/site-packages" if os.name == "nt" else "lib/python3*/site-packages"
    for folder in VENV.glob(pattern):
        path = folder / "kit.pth"
        if not path.exists() or path.read_text() != f"{ROOT}\n":
            path.write_text(f"{ROOT}\n")


def test(arguments: list[str]) -> int:
    """Checks, then tests; with arguments for pytest, pytest alone. Its closing lines come last."""
    failed = [] if arguments else failing_checks(fix=False)
    find_programs()
    # All of them at once on all cores; a file's tests stay together, as they share what they set up.
    chosen = arguments or ["-n", "auto", "--dist", "loadfile"]
    # The tests start a hundred servers: without Python's cache each would compile the whole kit again.
    cached = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    code = subprocess.call([PYTHON, "-m", "pytest", *chosen], cwd=ROOT, env=cached)
    if failed:
        print(f"The tests ran, but these checks failed before them: {', '.join(failed)}.", file=sys.stderr)
    return code or int(bool(failed))


def lint(arguments: list[str]) -> int:
    """The checks alone."""
    failed = failing_checks(fix="--fix" in arguments)
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return int(bool(failed))


def failing_checks(*, fix: bool) -> list[str]:
    """Run all checks, each printing what it found; returns the names of those that failed."""
    commands = {
        "ruff check": ["ruff", "check", "--quiet", *(["--fix"] if fix else [])],
        "ruff format": ["ruff", "format", "--quiet", *([] if fix else ["--diff"])],
        "mypy": ["mypy", "--no-error-summary"],
        "import-linter": ["lint-imports", "--no-logo"],
    }
    failed = []
    for name, (tool, *options) in commands.items():
        print(f"Checking: {name}...", flush=True)
        done = subprocess.run(
            [TOOLS / tool, *options], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if done.returncode:
            print(done.stdout, flush=True)
            failed.append(name)
    return failed + stained_notebooks(fix=fix)


def stained_notebooks(*, fix: bool) -> list[str]:
    """Notebooks are committed without outputs: a run's names and texts must not slip in."""
    stained = []
    for path in [*ROOT.glob("exercises/**/*.ipynb"), *ROOT.glob("briefings/**/*.ipynb")]:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = [c for c in notebook["cells"] if c.get("outputs") or c.get("execution_count")]
        for cell in cells:
            cell.update(outputs=[], execution_count=None)
        if cells and fix:
            path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        elif cells:
            stained.append(f"outputs in {path.relative_to(ROOT)}")
    return stained


def strip(arguments: list[str]) -> int:
    """Take the outputs out of all notebooks."""
    stained_notebooks(fix=True)
    return 0


def find_programs() -> None:
    """Tests drive a real browser, database and proxy, and watch a server: install Debian's if we may."""
    missing = [package for package, names in PROGRAMS.items() if not any(map(is_here, names))]
    if not missing:
        return
    if shutil.which("apt-get") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        sys.exit(
            "The tests need Chromium or Chrome, PostgreSQL with its server, HAProxy, and on Linux strace;"
            f" missing here: {', '.join(missing)}. On Debian: apt-get install {' '.join(missing)}. On Fedora:"
            " dnf install chromium postgresql-server haproxy strace. On macOS: brew install chromium"
            " postgresql haproxy."
        )
    print(f"Installing Debian's {', '.join(missing)} for the tests (once, about a minute)...", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}  # 1: start no service
    for command in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
        done = subprocess.run(["apt-get", "-qq", *command], env=quiet, capture_output=True, text=True)
        if done.returncode:
            said = f"{done.stdout}{done.stderr}"
            sys.exit(f"{said}\nCould not install {', '.join(missing)} (above: what apt-get said).")


def is_here(program: str) -> bool:
    """Whether a program is on the PATH or where Debian puts it."""
    return shutil.which(program) is not None or any(
        (folder / program).exists() for place in PLACES for folder in Path("/").glob(place[1:])
    )


def lock(arguments: list[str]) -> int:
    """Resolve requirements*.in for every system and Python we support, with the hashes of all files."""
    options = ["--universal", "--python-version=3.11", "--fork-strategy=fewest", "--generate-hashes"]
    looks = ["--strip-extras", "--annotation-style=line", "--custom-compile-command=python3 build.py lock"]
    for name in DEVELOP:
        source = name.replace(".lock", ".in")
        command = [
            str(TOOLS / "uv"),
            "pip",
            "compile",
            "-q",
            *options,
            *looks,
            source,
            "-o",
            name,
            *arguments,
        ]
        code = subprocess.call(command, cwd=ROOT)
        if code:
            return code
    print("Written. If a version of requirements.in changed, change environment.yml too: a test compares.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
