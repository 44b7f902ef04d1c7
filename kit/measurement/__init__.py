"""What is measured, and against what: ``build.py bench``, ``capacity``, ``several`` and ``shots``.

``bench`` measures ``ours`` beside ``theirs`` (``contenders``, in ``environments`` of their own) with a real
browser (``browsing``, ``visits``); a ``full_room`` and a ``briefing_room``, whose people are a ``crowd`` in
other processes (``phones``, ``peer_phones``); ``wifi`` and ``documents``. ``goals`` says what is asked of
them, ``plot`` draws. ``capacity`` is a room that grows until this computer has enough. ``processes`` measures
several of them on one journal: its rows (``journal``, ``telling``), a ``restart``, ``failures``.
"""
