"""Tests, one folder a package of ``kit``; shared fixtures are in ``conftest``."""
