"""The "I Speak" guide: find the language, call an interpreter, wait together.

Rows with their evidence (``languages.yaml``), where they are spoken (``places.yaml``), fonts that travel
along, and three files made of them: a page for an officer's phone, a folded card, a poster.
"""
