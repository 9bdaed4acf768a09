"""Kept summaries read back into phrases, so that a month builds on its weeks and a quarter on its months."""

import re

from app.records.drafting import DIFFICULTY, OTHER, TAKEAWAY, Phrase, tidy
from app.records.drafting_days import read_days
from app.records.periods import Period

_LABEL = re.compile(r"^[【〔\[]?([^，。；：:（）()【】\d]{1,12})(?:】[：:]?|[：:])(.+)$")
_BRACKET = re.compile(r"^(.+?)（([^（）]+)）$")


def read_phrases(text: str, period: Period, wanted: Period) -> list[Phrase]:
    """The phrases of a kept summary that concern `wanted`; what names no day follows the middle of its period."""
    found = []
    for line in text.splitlines():
        label = _LABEL.match(line.strip())
        group, said = (tidy(label[1]), label[2]) if label else (OTHER, line)
        for words in _split(said):
            phrase = _phrase(group, words, period)
            within = phrase.days.within(wanted.first_on, wanted.last_on)
            if within or (not phrase.days and wanted.holds(period.middle_on)):
                found.append(Phrase(phrase.group, phrase.text, "", phrase.place, within))
    return found


def _phrase(group: str, words: str, period: Period) -> Phrase:
    bracket = _BRACKET.match(words)
    if bracket is None or group in (DIFFICULTY, TAKEAWAY):
        return Phrase(group, words)
    place, _, noted = bracket[2].rpartition("，")
    days = read_days(noted, period.first_on, period.last_on)
    if days is None:
        return Phrase(group, words)
    return Phrase(group, bracket[1], "", place, days)


def _split(said: str) -> list[str]:
    """At full stops and semicolons outside brackets."""
    parts, depth, current = [], 0, ""
    for char in said:
        depth += (char in "（(") - (char in "）)")
        if char in "；;。" and depth <= 0:
            parts.append(current)
            current = ""
        else:
            current += char
    return [word for word in (tidy(part) for part in (*parts, current)) if word]
