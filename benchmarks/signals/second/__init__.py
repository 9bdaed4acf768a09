"""A second generator by other habits: report prose in full sentences, other cheats and clocks, rules at their edges.

It shares no phrase and no code of writing with the first, only the files' form, so that what was tuned on one is
measured on the other.
"""
