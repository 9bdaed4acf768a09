"""The book's table of contents."""

from collections.abc import Sequence

from tools.book.shot import ROLES, Shot

HEAD = """# Screens

Every page of the demo county, taken by `make screens` (do not edit): in the hand at 360x740, at the desk at 1280x800,
the main ones also in English, dark and in large text. Names follow the routes; `one` stands for an id, `--` is
followed by a state, `.` by a mode.
"""
ACROSS = {"phone": 4, "desk": 2}
WIDTH = {"phone": 200, "desk": 420}


def index(shots: Sequence[Shot]) -> str:
    """A table a role and size: each picture over its route, state and mode."""
    parts = [HEAD]
    for who, role in ROLES.items():
        for size in ("phone", "desk"):
            chosen = [shot for shot in shots if shot.who == who and shot.size == size]
            if chosen:
                title = f"{role} {who}".strip()
                parts.append(f"## {title}: {size}\n\n{_table(chosen, size)}")
    return "\n".join(parts)


def _table(shots: Sequence[Shot], size: str) -> str:
    across = ACROSS[size]
    lines = ["| " * across + "|", "|---" * across + "|"]
    for at in range(0, len(shots), across):
        row = shots[at : at + across]
        cells = [f'<img src="{shot.name}.webp" width="{WIDTH[size]}" alt=""><br>{_words(shot)}' for shot in row]
        lines.append("| " + " | ".join([*cells, *[""] * (across - len(row))]) + " |")
    return "\n".join(lines) + "\n"


def _words(shot: Shot) -> str:
    return ", ".join(part for part in (f"`{shot.route}`", shot.state, shot.mode) if part)
