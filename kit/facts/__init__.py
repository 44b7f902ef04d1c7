"""The fact base: what is true, how sure, since when; badges that expire by themselves."""
