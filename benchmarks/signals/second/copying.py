"""How the second hand copies: words put for others, letters lost, sentences moved, halves, other numbers and places."""

import re
from random import Random

from benchmarks.signals.second.words import Lists, lists

SENTENCE = re.compile(r"[^。\n]+[。\n]?")
DIGITS = "零一二三四五六七八九"


def changed(text: str, how: str, rng: Random, beat: Lists, other: str) -> str:
    """`text` again by a way of copying; `other` is another text, the copier's own or a second source."""
    if how in {"words", "letters", "digits", "marks", "numbers"}:
        return {"words": _words, "letters": _letters, "digits": _digits, "marks": _marks, "numbers": _numbers}[how](
            text, rng
        )
    if how == "shuffled":
        parts = SENTENCE.findall(text)
        rng.shuffle(parts)
        return "".join(parts)
    if how == "padded":
        pads = lists()[0]["pad"]
        return rng.choice(pads) * rng.randint(0, 1) + text + rng.choice(pads)
    if how == "places":
        return _numbers(_places(text, beat, rng), rng)
    if how == "heavy":
        return _letters(_words(_numbers(text, rng), rng), rng)
    if how in {"half", "joined"}:
        return _head(text) + _tail(other)
    return text


def _words(text: str, rng: Random) -> str:
    """Synonyms wherever there are some."""
    for line in lists()[0]["synonym"]:
        old, new = line.split()
        if rng.random() < 0.7:
            text = text.replace(old, new)
    return text


def _letters(text: str, rng: Random) -> str:
    """One character in ten lost, doubled or changed, as a sloppy typist or a text recognised from a photo."""
    out = []
    for letter in text:
        dice = rng.random()
        if dice < 0.05:
            continue
        out.append(rng.choice("的了在人有一个和") if dice < 0.09 else letter)
    return "".join(out)


def _digits(text: str, _: Random) -> str:
    return re.sub(r"\d", lambda found: DIGITS[int(found[0])], text)


def _marks(text: str, rng: Random) -> str:
    return text.replace("，", rng.choice((",", "、", " "))).replace("。", rng.choice((";", "！", "\n")))


def _numbers(text: str, rng: Random) -> str:
    return re.sub(r"\d+", lambda found: str(max(2, int(found[0]) + rng.randint(-3, 9))), text)


def _places(text: str, beat: Lists, rng: Random) -> str:
    for village in lists()[0]["village"]:
        text = re.sub(f".?{village}", rng.choice(beat["v"]), text)
    return text


def _head(text: str) -> str:
    parts = SENTENCE.findall(text)
    return "".join(parts[: (len(parts) + 1) // 2])


def _tail(text: str) -> str:
    parts = SENTENCE.findall(text)
    return "".join(parts[len(parts) // 2 :])
