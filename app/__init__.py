"""Jishi 纪实: daily records, reviews and allowances of seconded cadres (挂职干部)."""

__version__ = "0.1.0"
