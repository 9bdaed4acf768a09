"""Two languages. Chinese (zh_CN) is the source text and its own message id; English stands in `app/locale/en/*.po`.

Where one Chinese word needs two English ones, its sense follows a bar and is never shown: `项目` is a programme,
`项目|类别` a category of work.

English says one thing and many differently: `%(count)s {count|day|days}` takes the word by the number, as often as the
text needs it (gettext's own plural forms know one number a text).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from babel.messages.pofile import read_po

Locale = Literal["zh_CN", "en"]
DEFAULT_LOCALE: Locale = "zh_CN"
SENSE = "|"
"""Parts a word from the sense in which it is meant."""
_NUMBER = re.compile(r"\{(\w+)\|([^{}|]*)\|([^{}|]*)\}")

_LOCALES = Path(__file__).resolve().parent.parent / "locale"


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    """Mark a Chinese source text for translation and return it unchanged."""
    return text


@lru_cache
def _catalogue(locale: Locale) -> dict[str, str]:
    messages: dict[str, str] = {}
    for path in sorted((_LOCALES / locale).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if isinstance(message.id, str) and message.id and isinstance(message.string, str):
                    messages[message.id] = message.string
    return messages


def translate(text: str, locale: Locale, /, **params: object) -> str:
    """`text` (a Chinese message id) in `locale`, its `%(name)s` placeholders filled from `params`."""
    said = _catalogue(locale).get(text) if locale != DEFAULT_LOCALE else None
    said = said or text.partition(SENSE)[0]
    return _NUMBER.sub(lambda word: _by_number(word, params), said) % params if params else said


def _by_number(word: re.Match[str], params: Mapping[str, object]) -> str:
    """The first form for exactly one, the second for everything else, half and none too."""
    return word[2] if str(params[word[1]]).strip() == "1" else word[3]


def as_locale(value: str | None) -> Locale | None:
    """A stored or requested language tag (`zh`, `zh-CN`, `en-GB`) as a locale, None when it is neither."""
    tag = (value or "").strip().lower().replace("_", "-")
    if tag.startswith("zh"):
        return "zh_CN"
    return "en" if tag.startswith("en") else None


def negotiate(accept_language: str | None) -> Locale:
    """The first language of an `Accept-Language` header that Jishi speaks, else Chinese."""
    for part in (accept_language or "").split(","):
        found = as_locale(part.split(";")[0])
        if found:
            return found
    return DEFAULT_LOCALE
