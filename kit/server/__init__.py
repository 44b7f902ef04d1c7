"""Voila, serving hundreds of people from one process.

Read ``app`` first: it names every address and what answers it. ``gate`` and ``joining`` say who may open
what; ``render`` runs a notebook for a visitor and paints the page; ``kernels``, ``kernel``, ``comms``,
``shell`` and ``client`` are a notebook's kernel without a process; ``connection`` is a page's websocket.
``template`` holds the page itself, with the one script that every page runs.
"""

import sys

# Jupyter's event schemas pull in jsonschema's check for web addresses, whose grammar takes 2 s to compile
# at every start. Nothing here checks one, and jsonschema does without where it is not installed.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
