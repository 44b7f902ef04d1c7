"""The Tabletop & Briefing Kit: run discussion-based exercises and awareness briefings from one laptop.

Read the packages in the order a decision travels through them:

``facts``      the fact base: what is true, how sure, since when
``scenario``   what authors write: text to a frozen model, and its exhaustive check
``engine``     the rules of a run: commands to events to state to views; pure
``store``      the append-only journal
``room``       a live run among people: submit, follow, join
``pages``      what people see, one widget a role
``report``     the after-action report and the other documents
``server``     Voila, serving hundreds of people from one process
``rehearsal``  scripted people who play a run through the real server
"""

__version__ = "0.1.0"
