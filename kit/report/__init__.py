"""Documents: a run's record becomes an after-action report, a report a paper, a paper a file."""
