"""``build.py engagement --out DIR``: the figures of 2019, about the sources, and history, one file each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from kit.engagement.read import PAGES
from kit.engagement.show import page
from kit.scenario.problems import ScenarioError
from kit.terminal import add_day


def main(argv: Sequence[str] | None = None) -> int:
    """Write the pages; a page with errors is left out and said so, and the others are written."""
    options = _options(argv)
    options.out.mkdir(parents=True, exist_ok=True)
    failed = 0
    for name in PAGES:
        try:
            data = page(name, options.date)
        except ScenarioError as error:
            failed = 1
            print(f"{name} is left out:\n{error}", file=sys.stderr)
            continue
        path = options.out / f"{name}.html"
        path.write_bytes(data)
        print(f"{path}  {len(data):,} bytes")
    return failed


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="build.py engagement", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder the files go into")
    add_day(parser)
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
