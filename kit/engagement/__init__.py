"""The engagement pages: figures of 2019 as printed, about the sources, history; texts, a check, HTML.

Knows facts, the reading of texts (``kit.scenario``) and the look, and nothing of rooms or servers.
"""
