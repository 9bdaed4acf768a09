"""敏感内容: what a record may not hold, and what its author should look at again (domain.md 2, Daily form).

Checked before anything is stored. Blocked: 密级 markings by form, valid resident IDs, bank-card numbers. Warned:
telephones, names of petitioners. A filter is no guarantee; the notice on the form stays. A finding names the place and
the kind, never the secret.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.core.i18n import N_
from app.records.markings import find_markings
from app.records.numbers import NumberKind, find_numbers


class FindingKind(StrEnum):
    """What was found."""

    MARKING = "secret-marking"
    RESIDENT_ID = "resident-id"
    BANK_CARD = "bank-card"
    PHONE = "phone"
    PETITIONER = "petitioner"


FINDING_MESSAGES: dict[FindingKind, str] = {
    FindingKind.MARKING: N_("这里有密级标志。涉密内容不得在互联网上记录或传输，请删去后再提交。"),
    FindingKind.RESIDENT_ID: N_("这里像是居民身份证号码。请勿填写他人或本人的证件号码，删去后再提交。"),
    FindingKind.BANK_CARD: N_("这里像是银行卡号。请勿填写银行账户信息，删去后再提交。"),
    FindingKind.PHONE: N_("这里有电话号码，请确认确有必要填写。"),
    FindingKind.PETITIONER: N_("这里像是信访群众的姓名，建议改用“某某”或只写事项。"),
}
BLOCKING = frozenset({FindingKind.MARKING, FindingKind.RESIDENT_ID, FindingKind.BANK_CARD})

_NUMBERS = {
    NumberKind.RESIDENT_ID: FindingKind.RESIDENT_ID,
    NumberKind.BANK_CARD: FindingKind.BANK_CARD,
    NumberKind.PHONE: FindingKind.PHONE,
}
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹喻苏潘葛范彭郎鲁韦马苗方俞任袁柳唐罗薛雷贺"
    "倪汤滕殷毕郝邬安常乐于傅皮齐康伍余顾孟黄穆萧尹姚邵汪祁毛米贝明戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季贾路江童颜郭梅"
    "盛林钟徐邱骆高夏蔡田樊胡凌霍虞万柯卢莫房解应丁邓洪包左石崔吉龚程邢裴陆翁荀侯段巫焦谷侯宓全班秋仲伊宁仇栾"
    "叶白龙文向习曾史谭廖易覃邸冉牟蒲简饶刘吴欧阳温闫邝尤"
)
_PETITIONER = re.compile(
    r"(?:信访|上访|来访|缠访|重访|举报|投诉|控告|申诉)(?:人员|人|户|群众|村民|居民|老户)[:：是为]?[ \u3000]?"
    rf"(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One place: `pointer` is the field's JSON pointer, [start, end) its characters, `message` a Chinese msgid."""

    kind: FindingKind
    pointer: str
    start: int
    end: int

    @property
    def blocks(self) -> bool:
        """Whether the record cannot be stored with it."""
        return self.kind in BLOCKING

    @property
    def message(self) -> str:
        """The plain reason."""
        return FINDING_MESSAGES[self.kind]


def scan_fields(fields: Iterable[tuple[str, str | None]]) -> tuple[Finding, ...]:
    """Findings in (pointer, text) pairs, in their order; None is an empty field."""
    return tuple(finding for pointer, text in fields if text for finding in scan_text(text, pointer))


def scan_text(text: str, pointer: str = "") -> tuple[Finding, ...]:
    """Findings in one field, by place. Linear in the length of the text, whoever wrote it."""
    found = [Finding(FindingKind.MARKING, pointer, start, end) for start, end in find_markings(text)]
    found += [Finding(_NUMBERS[hit.kind], pointer, hit.start, hit.end) for hit in find_numbers(text)]
    found += [
        Finding(FindingKind.PETITIONER, pointer, *match.span("name"))
        for match in _PETITIONER.finditer(text)
        if "某" not in match["name"]
    ]
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.end)))


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that refuse the record."""
    return tuple(finding for finding in findings if finding.blocks)
