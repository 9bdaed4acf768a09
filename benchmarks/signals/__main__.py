"""`python -m benchmarks.signals generate|second|score|direct|learn|whole`: labelled diaries, what is made of them."""

import argparse
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.signals import direct, files, learn, score, whole
from benchmarks.signals.generate import START, Plan, make
from benchmarks.signals.second import make as make_second

DAY = timedelta(days=1)


def main() -> None:
    """One command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.signals", description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command")
    one = commands.add_parser("generate", help="write a labelled dataset")
    one.add_argument("folder", type=Path)
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--cadres", type=int, default=500)
    one.add_argument("--months", type=int, default=2)
    one.add_argument("--words", choices=("A", "B", "C", "D"), default="A")
    one.add_argument("--start", type=date.fromisoformat, default=START, help="the first day of a month")
    one = commands.add_parser("second", help="write one by another hand: other words, other ways of cheating")
    one.add_argument("folder", type=Path)
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--cadres", type=int, default=700)
    one = commands.add_parser("score", help="compare what was found with the labels")
    one.add_argument("folder", type=Path)
    one.add_argument("signals", type=Path)
    one.add_argument("--json", type=Path)
    one = commands.add_parser("direct", help="run the detectors on the files, no database, and score")
    one.add_argument("folder", type=Path)
    one.add_argument("--json", type=Path)
    one.add_argument("--out", type=Path, help="keep the signals")
    one.add_argument("--kind", action="append", help="only these kinds")
    one.add_argument("--show", type=int, default=0, help="print so many of what was missed and wrongly said")
    one = commands.add_parser("learn", help="print the weights of own copies that these teach")
    one.add_argument("folders", type=Path, nargs="+")
    one = commands.add_parser("whole", help="import, scan and export by the real commands, and score")
    one.add_argument("folder", type=Path)
    one.add_argument("--database", choices=("sqlite", "postgresql"))
    one.add_argument("--scratch", type=Path, help="where the databases go")
    one.add_argument("--json", type=Path)
    one.add_argument("--out", type=Path, help="keep the signals")
    asked = parser.parse_args()
    _COMMANDS[asked.command](asked)


def _generate(asked: argparse.Namespace) -> None:
    began = time.process_time()
    made = make(Plan(asked.seed, asked.cadres, asked.months, asked.words, asked.start))
    counts = files.write(made, asked.folder)
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    print(f"{time.process_time() - began:.1f} s of the processor")


def _second(asked: argparse.Namespace) -> None:
    counts = make_second.write(
        asked.folder, asked.seed, asked.cadres, START, date(START.year, START.month + 3, 1) - DAY
    )
    print(", ".join(f"{count} {name}" for name, count in counts.items()))


def _score(asked: argparse.Namespace) -> None:
    score.report(score.score(asked.folder, asked.signals), asked.json)


def _direct(asked: argparse.Namespace) -> None:
    direct.run(asked)


_COMMANDS = {
    "generate": _generate,
    "second": _second,
    "score": _score,
    "direct": _direct,
    "learn": learn.run,
    "whole": whole.run,
}

if __name__ == "__main__":
    main()
