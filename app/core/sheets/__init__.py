"""Spreadsheets that people fill in: opened within bounds, read by headings, every fault at its cell."""
