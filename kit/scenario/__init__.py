"""What authors write: text to a frozen model, the rules that move a story, and its exhaustive check."""
