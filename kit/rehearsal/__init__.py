"""Scripted people who play a run through the real server, and what they measure.

``cast``, ``votes`` and ``script`` say who plays and what they choose and say (seeded, pure). ``wire``,
``forms``, ``page`` and ``people`` are one person's browser without a screen. ``play`` is the whole run,
with its ``moments`` and ``deciding``, on a ``stage``. ``ledger`` compares what people were told with the
journal, ``figures`` sums up; ``cli`` is ``build.py rehearse``.

``ordeal`` lets the server be struck while they play: ``blows`` says when and how, ``kills`` does it with
the ``means`` there are (``full`` disks, an ``odd_clock``), ``truth`` and ``replay`` look at what is left.
``power_play`` records a server's calls on a ``tape``, and ``power`` cuts its ``disk``'s power on paper and
compares what is left with its ``promises``.

``bench`` measures our page (``measure_kit``) beside those of others (``contenders``, in ``environments`` of
their own; ``measure_peer``), with a real browser (``browsing``) and the operating system's figures
(``usage``); rooms (``measure_room``), whose people are a ``crowd`` in other processes (``phones`` with
``thin`` websockets; ``peer_phones``); and documents. ``goals`` says what is asked of them, ``plot`` draws;
``capacity`` is a room that grows until this computer has enough.
"""
