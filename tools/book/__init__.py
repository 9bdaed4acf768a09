"""The picture book of docs/screens: every page of the demo county as people see it."""
