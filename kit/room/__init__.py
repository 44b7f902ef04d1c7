"""A live run among people: ``room`` takes commands and tells followers, ``rooms`` keeps all of them.

``join`` turns a code into a seat and a seat into a signed ticket, ``clock`` is the only reader of
time, ``visit`` says on whose behalf a page is being made.
"""
