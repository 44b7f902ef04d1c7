"""Documents from a run's record. ``make`` is the door: events to report, report to file.

``gather`` folds events into a ``record``, ``draft`` (pure) makes the after-action report ``aar`` of it,
``layout`` lays it out as a ``paper``, and ``export`` writes papers through nbconvert. Other documents
become papers the same way.
"""
