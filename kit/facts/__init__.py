"""The fact base: what is true according to which source, how sure, since when (``base``, ``status``).

``facts.yaml`` holds the facts; nothing is printed as a fact without an id from it. Knows nobody.
"""
