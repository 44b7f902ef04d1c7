"""Awareness briefings: what writers write, checked; series of them; what an agency fills in.

    briefings/<key>/module.yaml -> read -> model -> check
    briefings/series/<name>.yaml -> series            agency.yaml -> agency

Shares YAML, problems, passages and editorial traps with ``kit.scenario``. Knows neither rooms nor pages.
"""
