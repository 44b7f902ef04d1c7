"""The pages of jobs, printed: one browser for all of them, a few tabs at once, the longest first."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

from kit.packet.browser import Browser, BrowserError
from kit.packet.order import Outcome
from kit.packet.work import write

_TABS = 4


def printed(outcomes: Iterable[Outcome], out: Path, program: Path | None = None) -> Iterator[Outcome]:
    """The outcomes with their PDFs written, as they come; what has nothing to print passes at once.

    Without a browser each says so, and its other files stay. Raises OSError if ``out`` cannot be written."""
    waiting = []
    for outcome in outcomes:
        if outcome.pages:
            waiting.append(outcome)
        else:
            yield outcome
    if not waiting:
        return
    waiting.sort(key=lambda outcome: -sum(map(len, outcome.pages.values())))
    try:
        browser = Browser(program)
    except (BrowserError, OSError) as error:
        yield from (_failed(outcome, str(error)) for outcome in waiting)
        return
    # Beside the files: a browser from a snap may not read the system's folder for temporary ones.
    with browser, tempfile.TemporaryDirectory(prefix="printing-", dir=out) as folder:
        tabs = min(_TABS, os.cpu_count() or 1)
        with ThreadPoolExecutor(tabs) as pool:
            jobs = [pool.submit(_print, outcome, out, browser, Path(folder)) for outcome in waiting]
            for job in as_completed(jobs):
                yield job.result()


def _print(outcome: Outcome, out: Path, browser: Browser, folder: Path) -> Outcome:
    files, problems, missing = dict(outcome.files), list(outcome.problems), []
    for name, html in outcome.pages.items():
        page = folder / f"{Path(name).stem}.html"
        page.write_bytes(html)
        try:
            files[name] = write(out / name, browser.pdf(page))
        except BrowserError as error:
            problems.append(f"{name} is not made: {error}")
            missing.append(name)
        page.unlink()
    return replace(outcome, files=files, problems=problems, missing=missing, pages={})


def _failed(outcome: Outcome, sentence: str) -> Outcome:
    problems = [*outcome.problems, sentence]
    return replace(outcome, pages={}, problems=problems, missing=list(outcome.pages))
