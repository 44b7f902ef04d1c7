"""The rules of a run, pure: commands become events, events become state, state becomes views.

Read ``commands`` and ``events`` for the words, ``state`` for what is remembered, ``evolve`` for how
events change it, ``decide`` for who may do what, ``views`` for what each role sees. No clock, no
input or output, no randomness: time and ids are given.
"""
