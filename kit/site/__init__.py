"""The whole shelf as pages that need no server: opened from a disk, or handed out by one under /learn/.

    texts (what is on the shelf) -> outline (which pages) -> shelf_page, module_page, ... -> frame (HTML)
      make: the folder

Knows the briefings, packets, facts, exercises, the engine and the look; neither rooms nor the server.
"""
