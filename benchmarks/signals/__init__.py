"""Labelled datasets of honest and idle diaries, in the interchange format, and what the detectors make of them."""
