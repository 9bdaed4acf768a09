"""A small county that writes honestly, and one hand that rewrites some of its days: rows as the dataset has them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from random import Random
from typing import Any

from app.signals.corpus import Corpus
from app.signals.corpus_rows import Period, Rows, corpus_of
from app.signals.detectors.peer_copy import PeerCopy
from app.signals.detectors.self_copy import SelfCopy
from app.signals.found import RAISED, Detector, Found

BEIJING = timezone(timedelta(hours=8))
FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)
DAYS = [
    FIRST + timedelta(days=at) for at in range((LAST - FIRST).days + 1) if (FIRST + timedelta(days=at)).weekday() < 5
]
FRAMES = (
    "去{v}量了{x}，{n}米，图给{p}看过",
    "{p}说{x}漏了，跟{o}约{d}来修",
    "帮{p}填{t}的表，缺{n}份证明",
    "同{o}算{g}的账，差{n}元对不上",
    "在{v}开会讲{t}，到{n}人，{p}不同意",
    "{g}今年少收{n}斤，{p}想改种",
    "陪{o}的人看{x}，定了{d}进场",
    "改{t}的方案第{n}稿，{p}删去一段",
    "到{o}问{t}，答复要等{d}",
    "{v}断水{n}小时，同{p}找到{x}堵的地方",
    "劝{p}把{x}让出{n}米，谈到天黑",
    "{g}样品送{o}，{d}出结果",
)
WORDS: dict[str, Sequence[str]] = {
    "x": ("蓄水池", "机耕道", "冷库", "晒场", "水闸", "厕所", "路灯", "围墙", "变压器", "桥板", "苗圃", "烘干房"),
    "t": ("合作医疗", "低保复核", "林权", "危房改造", "防汛预案", "产业奖补", "户籍", "土地流转", "校车", "饮水"),
    "g": ("花椒", "脐橙", "山羊", "茶叶", "藕", "蜂蜜", "香菇", "麦冬"),
    "d": ("周二", "周四", "月底", "下周", "十号"),
}
DUTY = "防汛值班，巡{v}堤段，水位{n}.{n}米，无险情"


@dataclass
class Diaries:
    """Whoever writes what, by (cadre, day); `sent` moves a submission by minutes."""

    cadres: int = 14
    seed: int = 5
    texts: dict[tuple[int, date], str] = field(default_factory=dict)
    sent: dict[tuple[int, date], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)
        self.own = [self._surroundings() for _ in range(self.cadres)]
        for cadre in range(self.cadres):
            for on in DAYS:
                self.texts[cadre, on] = self.honest(cadre)

    def _surroundings(self) -> dict[str, Sequence[str]]:
        rng = self.rng
        place = [rng.choice("柳柏杉榆竹松梨枣") + rng.choice("湾坪塘坳岭冲") + "村" for _ in range(5)]
        people = [
            rng.choice("陈李周吴郑冯何唐") + rng.choice("大小文国学春秋") + rng.choice("明山英田海") for _ in range(6)
        ]
        bodies = [
            rng.choice("柳柏杉榆竹松") + rng.choice("水电建农") + rng.choice(("公司", "合作社", "站")) for _ in range(4)
        ]
        return {"v": place, "p": people, "o": bodies}

    def fill(self, cadre: int, frame: str) -> str:
        """A frame with this cadre's words and new numbers."""
        for name in "vpoxtgd":
            while f"{{{name}}}" in frame:
                frame = frame.replace(f"{{{name}}}", self.rng.choice((self.own[cadre] | WORDS)[name]), 1)
        while "{n}" in frame:
            frame = frame.replace("{n}", str(self.rng.randint(2, 60)), 1)
        return frame

    def honest(self, cadre: int) -> str:
        """Three things done."""
        return "；".join(self.fill(cadre, frame) for frame in self.rng.sample(FRAMES, 3)) + "。"

    def rows(self, names: Sequence[str] = ()) -> Rows:
        """The dataset; a cadre's name may be another one."""
        named = names or [f"C{cadre:03}" for cadre in range(self.cadres)]
        return Rows(
            cadres=[{"cadre_id": name, "name": f"{name}某", "home_unit": "", "home_city": ""} for name in named],
            secondments=[
                {"secondment_id": f"S{name}", "cadre_id": name, "host_county": "甲县" if at % 2 else "乙县"}
                | {"host_unit": "局", "start": FIRST.isoformat(), "end": LAST.isoformat()}
                for at, name in enumerate(named)
            ],
            entries=[self._row(named[cadre], cadre, on) for cadre, on in self.texts],
        )

    def _row(self, name: str, cadre: int, on: date) -> dict[str, Any]:
        sent = datetime.combine(on, time(18), BEIJING) + timedelta(minutes=cadre + self.sent.get((cadre, on), 0))
        row = {"entry_id": f"E{cadre:03}-{on}", "cadre_id": name, "work_date": on.isoformat()}
        return row | {"submitted_at": sent.isoformat(), "work_type": "", "content": self.texts[cadre, on]}

    def corpus(self) -> Corpus:
        """As the detectors see it, at the end of the period."""
        return corpus_of(self.rows(), period())


def period() -> Period:
    """The quarter."""
    return Period(FIRST, LAST, LAST + timedelta(days=5))


def found_in(corpus: Corpus, detector: Detector, subjects: Sequence[int] | None = None) -> list[Found]:
    """What is raised."""
    whom = range(len(corpus.cadres)) if subjects is None else subjects
    return [one for one in detector.find(corpus, detector.prepare(corpus), whom) if one.score >= RAISED]


def pairs_of(corpus: Corpus, found: Sequence[Found]) -> set[tuple[str, str]]:
    """(copy, source) by the entries' names."""
    ids = corpus.entries.ids
    return {(ids[copy], ids[source]) for one in found for copy, source in one.pairs}


def own_copies(corpus: Corpus) -> list[Found]:
    """What `self_copy` raises."""
    return found_in(corpus, SelfCopy())


def peer_copies(corpus: Corpus) -> list[Found]:
    """What `peer_copy` raises."""
    return found_in(corpus, PeerCopy())
