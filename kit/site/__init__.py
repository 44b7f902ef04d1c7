"""The whole shelf as pages that need no server: opened from a disk, or handed out by one under /learn/.

    texts (what is on the shelf) -> outline (which pages) -> shelf_page, module_page, ... -> frame (HTML)
      alone -> alone_page: an exercise for one person, on a table of states that the engine computed
      make: the folder

Knows the briefings, packets, facts, exercises, the engine and the look; neither rooms nor the server.
"""
