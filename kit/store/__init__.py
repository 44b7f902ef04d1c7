"""The append-only journal: rows under the key (run, seq), and nothing that knows what they mean.

``journal`` says what every store promises; ``memory``, ``sqlite`` and ``postgres`` keep the promise; ``open``
turns a URL into a journal, and ``lines`` writes a run out as JSON lines and takes it in again.
"""
