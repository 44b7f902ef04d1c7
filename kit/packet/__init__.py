"""What a trainer hands out from a module or a series: one printable file that needs nothing but itself.

    briefing.Module.of(audience, version) -> card, talk, command, forms -> parts (a Document)
      -> html (the file);    cli -> make: which files, which of them are up to date, several at once

What is said (parts) and how it looks (html, templates, static) are apart, so that other formats can be
written from the same parts. Knows the briefings, the facts and the look; neither rooms nor pages.
"""
