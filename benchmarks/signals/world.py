"""Counties, units, supervisors and cadres of a word set: who there is, before anybody writes."""

from datetime import date, timedelta
from random import Random

from benchmarks.signals.model import Cadre, County, Supervisor, Term
from benchmarks.signals.words import FOLDER, WAYS, Region, Words

SURNAMES, GIVEN = (FOLDER / "names.txt").read_text(encoding="utf-8").split()
TITLES = ["", "", "", "", "主任", "书记", "科长", "站长", "支书", "老师", "师傅", "经理"]
OFFICES = ["住建局", "人社局", "水务局", "教体局", "民政局", "自规局", "交通局", "司法局", "医保局", "发改局"]
UNITS = ["农业农村局", "乡村振兴局", "经济合作局", "信访局", "应急管理局", "住建局", "卫健局", "教体局", "文旅局"]
PLACES = ["路", "小学", "闸口", "广场", "水库", "渡口", "卫生院", "老街", "安置点", "货场"]
BUSINESS = ["农业", "机电", "食品", "新材料", "物流", "纺织", "建设", "生物", "文旅", "电子"]
GROUPS = {
    "plain": 24,
    "terse": 10,
    "repetitive": 10,
    "readings": 4,
    "patchy": 8,
    "patchy_bare": 5,
    "notes": 8,
    "meetings": 7,
    "group_photo": 6,
    "wall": 4,
    "reminder": 5,
    "reminder_notes": 2,
    "makeup": 4,
    "no_clock": 4,
    "wide": 4,
    "duplicates": 3,
    "transfer": 4,
    "trips": 4,
    "habit": 6,
    "joint_visit": 4,
    "now_and_then": 5,
    "stock_phrases": 8,
}
"""Honest groups and their weights."""


def person(rng: Random) -> str:
    """A name of two or three characters."""
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(1 if rng.random() < 0.3 else 2))


def county_of(region: Region, name: str, rng: Random) -> County:
    """A county with places of its own."""

    def place() -> str:
        return rng.choice(region.heads) + rng.choice(region.tails)

    return County(
        name=name,
        lat=region.lat + rng.uniform(-1.5, 1.5),
        lon=region.lon + rng.uniform(-1.5, 1.5),
        villages=sorted({place() + "村" for _ in range(40)} | {rng.choice(region.heads) + place() for _ in range(40)}),
        townships=sorted({place() + rng.choice(("镇", "镇", "乡", "街道")) for _ in range(9)}),
        places=sorted({place() + rng.choice(PLACES) for _ in range(50)}),
        companies=sorted({place() + rng.choice(BUSINESS) + rng.choice(("", "公司", "厂")) for _ in range(50)}),
        offices=OFFICES,
    )


def counties_of(words: Words, cadres: int, rng: Random) -> list[tuple[County, list[Supervisor], Region]]:
    """Counties of some seventy cadres, each with eight units and their supervisors."""
    found: list[tuple[County, list[Supervisor], Region]] = []
    wanted = max(2, cadres // 70)
    for at in range(wanted):
        region = words.regions[at % len(words.regions)]
        heads, turn = region.counties, at // len(words.regions)
        name = heads[turn % len(heads)] + ("县" if turn < len(heads) else f"{rng.choice(region.heads)}县")
        name += "" if turn < 2 * len(heads) else str(turn)
        county = county_of(region, name, rng)
        supervisors = [
            Supervisor(f"V{at * len(UNITS) + no:05d}", person(rng), f"{name}{unit}") for no, unit in enumerate(UNITS)
        ]
        for one in supervisors:
            county.walls[one.unit] = rng.getrandbits(64)
        found.append((county, supervisors, region))
    return found


def people_of(words: Words, cadres: int, seed: str, first: date, last: date) -> list[Cadre]:
    """Everybody, with habits and terms."""
    rng = Random(f"{seed}/world")
    counties = counties_of(words, cadres, rng)
    return [_cadre(words, at, counties, Random(f"{seed}/{at}"), (first, last)) for at in range(cadres)]


def _cadre(
    words: Words,
    at: int,
    counties: list[tuple[County, list[Supervisor], Region]],
    rng: Random,
    period: tuple[date, date],
) -> Cadre:
    group = rng.choices(list(GROUPS), list(GROUPS.values()))[0]
    home_region = rng.choice(words.regions)
    county, supervisors, _ = counties[at % len(counties)]
    terms = _terms(at, (county, supervisors), counties, rng, period, group == "transfer")
    home = _away(terms, (home_region.lat + rng.uniform(-2, 2), home_region.lon + rng.uniform(-2, 2)))
    duty = rng.choice(words.duties)
    cadre = Cadre(
        id=f"C{at:06d}",
        name=person(rng),
        home_unit=f"{home_region.name}{rng.choice(OFFICES)}",
        home_city=home_region.name,
        home=home,
        words=words,
        rng=rng,
        group=group,
        terms=terms,
        duty=duty,
        people=[person(rng) + rng.choice(TITLES) for _ in range(rng.randint(10, 30))],
        hour=rng.uniform(16.8, 21.5),
        spread=rng.uniform(10, 70),
        speed=rng.uniform(0.6, 2.2),
        checks_in=rng.choice((0.0, 0.5, 0.8, 0.95)),
        shoots=rng.choice((0.0, 0.2, 0.4, 0.6)),
        ways={usual: rng.choice(others) for usual, others in WAYS.items() if rng.random() < 0.3},
    )
    if group == "patchy":
        cadre.checks_in, cadre.shoots = 0.8, 0.5
    if group == "patchy_bare":
        cadre.checks_in = cadre.shoots = 0.0
    if group == "wide":
        cadre.checks_in = 0.95
    if group in {"wall", "group_photo"}:
        cadre.shoots = 0.6
    return cadre


def _away(terms: list[Term], home: tuple[float, float]) -> tuple[float, float]:
    """A home at least forty kilometres from every post."""
    lat, lon = home
    while any(abs(lat - term.post[0]) < 0.4 and abs(lon - term.post[1]) < 0.4 for term in terms):
        lat += 0.5
    return lat, lon


def _terms(
    at: int,
    own: tuple[County, list[Supervisor]],
    counties: list[tuple[County, list[Supervisor], Region]],
    rng: Random,
    period: tuple[date, date],
    moves: bool,
) -> list[Term]:
    first, last = period
    start = first - timedelta(days=rng.choice((0, 30, 60, 90)))
    if rng.random() < 0.08:
        start = first + timedelta(days=rng.randint(3, 20))
    end = last + timedelta(days=rng.choice((0, 30, 120)))
    if not moves:
        return [_term(f"S{at:06d}", own, rng, start, end)]
    middle = first + timedelta(days=rng.randint(10, max(12, (last - first).days - 10)))
    county, supervisors, _ = counties[rng.randrange(len(counties))]
    return [
        _term(f"S{at:06d}", own, rng, min(start, first), middle),
        _term(f"S{at:06d}b", (county, supervisors), rng, middle + timedelta(days=1), end),
    ]


def _term(name: str, where: tuple[County, list[Supervisor]], rng: Random, start: date, end: date) -> Term:
    county, supervisors = where
    supervisor = rng.choice(supervisors)
    post = (round(county.lat + rng.uniform(-0.05, 0.05), 4), round(county.lon + rng.uniform(-0.05, 0.05), 4))
    return Term(name, county, supervisor.unit, supervisor, start.toordinal(), end.toordinal(), post)
