"""``build.py rehearse``: what goes wrong while people play, and what must be true afterwards.

``ordeal`` lets the server be struck: ``blows`` says when and how, ``kills`` does it with the ``means`` there
are (``full`` disks, an ``odd_clock``), ``truth`` and ``replay`` look at what is left. ``power_play`` records
the server's calls on a ``tape``, and ``power`` cuts the power of its ``disk`` on paper and compares what is
left with its ``promises``. ``endurance`` and ``briefing_day`` are hours in minutes. ``cli`` is the command.
"""
