"""What all documents take from the look: its icons and its styles, with the fonts inside.

The styles themselves are files of ``kit/pages/static``, read as files. Knows nobody.
"""
