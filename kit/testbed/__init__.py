"""What scripted people play on: servers with a journal that is thrown away, and the network before them.

``serverproc`` is one process of the kit; ``several`` are many behind a real HAProxy, on one ``database``;
``usage`` is what they take of the computer. ``wire`` is HTTP and a page's websocket, ``thin`` a websocket
that costs its reader little. ``proxy`` does to connections what the ``weather`` says; ``air`` counts the
bytes and can be slow; a ``plug`` can be pulled. All chance is drawn from ``dice``.
"""
