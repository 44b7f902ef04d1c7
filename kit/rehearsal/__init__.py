"""Scripted people: who they are, what they say and choose, and how a run is played from end to end.

``cast``, ``votes`` and ``script`` are pure: who plays, what they choose and say. ``link``, ``page``,
``forms`` and ``person`` are one person's browser without a screen. ``play`` is the whole run, on a
``stage``: of an exercise (``exercise_play``, its ``moments``, ``choosing`` and ``deciding``) or of a briefing
(``briefing_play``). ``ledger`` compares what people were told with the journal; ``figures`` sums up.
"""
