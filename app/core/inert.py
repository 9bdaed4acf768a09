"""Text that a spreadsheet never takes for a formula: for every cell of a file that leaves the system."""

_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What begins a formula, in half and in full width: some programs read both alike."""
_CONTROLS = ("\t", "\r", "\n")
_UNSEEN = " \t\r\n\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d"
_UNSEEN += "\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\0"


def inert(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet could calculate it, also behind white space.

    For text alone: what is a number is written as one, and a negative amount stays as it is.
    """
    if text.startswith(_CONTROLS) or text.lstrip(_UNSEEN).startswith(_STARTS):
        return f"'{text}"
    return text
