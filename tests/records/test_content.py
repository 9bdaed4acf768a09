"""What a record may not hold: markings by form, numbers by checksum, and ordinary prose left alone."""

import random
import time
from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.content import (
    BLOCKING,
    FINDING_MESSAGES,
    Finding,
    FindingKind,
    blocking,
    scan_fields,
    scan_text,
)


def kinds(text: str) -> list[FindingKind]:
    return [finding.kind for finding in scan_text(text)]


def id_18(first_17: str) -> str:
    """A resident ID with its check character, reckoned by the congruence of GB 11643 rather than its table."""
    for check in "0123456789X":
        values = [*map(int, first_17), 10 if check == "X" else int(check)]
        if sum(value * pow(2, 17 - place, 11) for place, value in enumerate(values)) % 11 == 1:
            return first_17 + check
    raise AssertionError


def card(prefix: str, length: int, seed: int = 1) -> str:
    """A number with a Luhn check digit, found by trying all ten."""
    rng = random.Random(seed)
    body = prefix + "".join(rng.choice("0123456789") for _ in range(length - 1 - len(prefix)))
    for check in "0123456789":
        total = 0
        for place, char in enumerate(reversed(body + check)):
            total += sum(map(int, str(int(char) * (1 + place % 2))))
        if total % 10 == 0:
            return body + check
    raise AssertionError


@pytest.mark.parametrize(
    "text",
    [
        "绝密★",
        "机密★20年",
        "秘密★6个月",
        "秘密★启用前",
        "绝密★长期",
        "绝密 ★ 30年",
        "机　密★10年",
        "绝密☆",
        "秘密*10年",
        "收到机密★文件一份",
        "转发《方案》（秘密★3年）",
        "工作秘密★2年",
        "機密★會議開始前",
        "【机密】关于换届的材料",
        "（秘密）会议纪要",
        "[绝密文件]传阅",
        "〔秘密级〕",
        "密级：机密",
        "密　级:绝密",
        "机密",
        "　秘密　",
        "上午开会\n秘密\n下午走访",
        "机密 10年",
        "附件：绝密 长期",
        "秘密二十年，注意",
        "机密　特急",
        "绝密　关于某某事项的通知",
        "工作秘密",
    ],
)
def test_markings_are_blocked(text):
    (finding,) = blocking(scan_text(text))
    assert finding.kind is FindingKind.MARKING
    assert text[finding.start : finding.end].strip()


@pytest.mark.parametrize(
    "text",
    [
        "参加保守秘密教育培训",
        "学习保密法，严守党和国家的秘密",
        "强调数据的机密性和完整性",
        "组织企业商业秘密培训",
        "商业秘密保护进园区，走访企业5家",
        "秘密走访群众3户",
        "秘密 走访群众3户",
        "他保守这个秘密20年后才说",
        "保守秘密10年",
        "学习密级分为绝密、机密、秘密三级",
        "密级：绝密、机密、秘密的区别",
        "保守秘密★走访群众★整理台账",
        "商业秘密★专利★商标",
        "发现老支书致富的“秘密”",
        "看电影《绝密任务》",
        "机密文件柜已上锁",
        "绝密级事项由县里统一管理",
        "国家秘密的保密期限，机密级不超过二十年",
        "秘密就在于选对品种。",
        "机要室交接，无涉密内容",
        "★ 重点：入户走访",
        "密切联系群众，机动巡查，绝不放松",
    ],
)
def test_ordinary_prose_is_left_alone(text):
    assert kinds(text) == []


# Synthetic numbers; the birth dates and places are plausible, the people are not.
ID = id_18("11010519491231002")
YOUNG = id_18("51172320000229123")


@pytest.mark.parametrize(
    "text",
    [
        ID,
        YOUNG,
        ID.lower(),
        ID.replace("X", "Ｘ"),
        ID.translate({ord(str(n)): chr(ord("０") + n) for n in range(10)}),
        YOUNG.translate({ord(str(n)): chr(0x660 + n) for n in range(10)}),
        f"{ID[:6]} {ID[6:14]} {ID[14:]}",
        f"{YOUNG[:6]}-{YOUNG[6:14]}-{YOUNG[14:]}",
        f"{ID[:17]} {ID[17]}",
        " ".join(YOUNG),
        "\u200b".join(YOUNG),
        f"张某身份证{ID}，已登记",
        f"ID{YOUNG}ok",
        f"电话13812345678 {YOUNG}",
        f"({YOUNG})",
        "511723850612123",
        "511723 850612 123",
    ],
)
def test_resident_ids_are_blocked(text):
    assert FindingKind.RESIDENT_ID in kinds(text)
    assert blocking(scan_text(text))


@pytest.mark.parametrize(
    "text",
    [
        ID[:17] + "1",
        id_18("11010519490231002"),
        id_18("11010519491331002"),
        id_18("11010518991231002"),
        id_18("99010519491231002"),
        id_18("51172320010229123"),
        ID + "1",
        "9" + YOUNG,
        f"{YOUNG[:9]}，{YOUNG[9:]}",
        f"{YOUNG[:9]}\n{YOUNG[9:]}",
        f"{YOUNG[:9]}   {YOUNG[9:]}",
        "511723851312123",
        "990723850612123",
        "511723850612",
        "XD511723850612123",
        "51 172385 0612123",
    ],
)
def test_what_is_no_resident_id_passes(text):
    assert FindingKind.RESIDENT_ID not in kinds(text)


@pytest.mark.parametrize("length", [16, 17, 18, 19])
def test_unionpay_cards_are_blocked(length):
    assert kinds(f"卡号{card('621700', length)}。") == [FindingKind.BANK_CARD]


@pytest.mark.parametrize(
    ("prefix", "length"),
    [("436742", 16), ("518378", 16), ("222300", 16), ("356885", 16), ("370285", 15), ("360000", 14),
     ("955880", 19), ("955550", 16), ("601428", 17), ("601382", 19), ("690755", 18)],
)  # fmt: skip
def test_other_cards_are_blocked(prefix, length):
    assert FindingKind.BANK_CARD in kinds(card(prefix, length, seed=3))


@pytest.mark.parametrize(
    "cut",
    [
        lambda n: " ".join(n[i : i + 4] for i in range(0, len(n), 4)),
        lambda n: "-".join(n[i : i + 4] for i in range(0, len(n), 4)),
        lambda n: f"{n[:6]} {n[6:]}",
        " ".join,
        lambda n: n.translate({ord(str(d)): chr(ord("０") + d) for d in range(10)}),
    ],
)
def test_separated_cards_are_blocked(cut):
    assert kinds(cut(card("622848", 19, seed=5))) == [FindingKind.BANK_CARD]


@pytest.mark.parametrize(
    "text",
    [
        "统一社会信用代码91110000802100433B",
        "统一社会信用代码 115117236757890123",
        "信用代码 12511723MB0143028R",
        "订单号202603121234567890",
        f"发票号码{card('2517', 20)}",
        f"订单XD{card('622848', 16)}",
        f"流水{card('1000', 16)}",
        card("6217", 20),
        card("6217", 15),
        card("4367", 19),
        "6217000000000001",
        "47 52 61 38 49 55 60 44",
        "2023 2024 2025 2026",
        "2026-03-12 09:30 到 2026-03-13 17:30",
        "投资5000万元，占地120亩，收购价1.9元/公斤",
        "川S12345号车，行驶里程86500公里",
    ],
)
def test_other_numbers_pass(text):
    assert blocking(scan_text(text)) == ()


@pytest.mark.parametrize(
    "text",
    ["13812345678", "电话138-1234-5678", "138 1234 5678", "+86 13812345678", "+8613812345678", "0818-8222222",
     "(028)86741234", "１３８１２３４５６７８"],
)  # fmt: skip
def test_telephones_are_warned_of(text):
    (finding,) = scan_text(text)
    assert (finding.kind, finding.blocks) == (FindingKind.PHONE, False)


@pytest.mark.parametrize("text", ["12345", "110", "12812345678", "138123456789", "12345678901", "2026-03121234"])
def test_what_is_no_telephone_passes(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("接待信访人张三", "张三"),
        ("上访户：李小四来访", "李小四"),
        ("来访群众 王五反映用水问题", "王五反"),
        ("约谈信访人员欧阳某", None),
        ("接待信访群众2批", None),
        ("信访人员稳控工作", None),
        ("接待来访群众张某某", None),
        ("信访工作例会", None),
    ],
)
def test_petitioners_names_are_warned_of(text, name):
    found = scan_text(text)
    assert [text[finding.start : finding.end] for finding in found] == ([name] if name else [])
    assert not blocking(found)


def test_a_finding_says_where_and_why_and_never_what():
    text = f"密级：机密，{ID}"
    found = scan_fields([("/items/0/text", text), ("/difficulty", None), ("/takeaway", "13812345678")])
    assert [(finding.pointer, finding.kind) for finding in found] == [
        ("/items/0/text", FindingKind.MARKING),
        ("/items/0/text", FindingKind.RESIDENT_ID),
        ("/takeaway", FindingKind.PHONE),
    ]
    assert text[found[1].start : found[1].end] == ID
    assert {field.name for field in fields(Finding)} == {"kind", "pointer", "start", "end"}
    assert all(ID not in repr(finding) + finding.message for finding in found)


def test_every_kind_has_a_reason_and_the_right_ones_block():
    assert set(FINDING_MESSAGES) == set(FindingKind)
    assert set(FindingKind) - BLOCKING == {FindingKind.PHONE, FindingKind.PETITIONER}


HOSTILE = {
    "digits apart": "6 2 " * 250,
    "digits joined": "1" * 1000,
    "ids": (id_18("11010519491231002") + " ") * 52,
    "cards": "6222 " * 200,
    "crosses": "X" * 1000,
    "levels": "秘 密" * 333,
    "open brackets": "【" * 1000,
    "spaces": "机" + " " * 999,
    "stars": "机密" * 499 + "★★",
    "levels in lines": "秘密\n" * 333,
    "spaced lines": (" " * 39 + "秘\n") * 24,
    "petitioners": "信访人" * 333,
    "hyphens": "1--" * 333,
    "arabic": "٦٢" * 500,
    "phones": "138 1234 5678 " * 71,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_scanned_in_linear_time(name):
    text = HOSTILE[name]
    assert len(text) <= 1000

    def cost(body: str) -> float:
        best = 1.0
        for _ in range(5):
            begun = time.perf_counter()
            scan_text(body)
            best = min(best, time.perf_counter() - begun)
        return best

    once = cost(text)
    assert once < 0.05  # an aim of 5 ms with room for a loaded machine
    assert cost(text * 8) < 40 * max(once, 0.0005)


@given(st.text(max_size=300))
def test_any_text_is_scanned_and_places_lie_in_it(text):
    found = scan_text(text, "/x")
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found)
    assert scan_text(text, "/x") == found


@given(
    st.integers(0, 99).map("5117{:02d}".format),
    st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 1, 1)),
    st.integers(0, 999).map("{:03d}".format),
    st.lists(st.sampled_from(["", "", "", " ", "-", "　", ". "]), min_size=17, max_size=17),
    st.sampled_from(["", "身份证：", "户主", "，"]),
)
def test_every_valid_id_is_found_whatever_stands_between(area, born, number, gaps, before):
    digits = id_18(f"{area}{born:%Y%m%d}{number}")
    text = before + digits[0] + "".join(gap + char for gap, char in zip(gaps, digits[1:], strict=True)) + "。"
    assert [(f.kind, f.start) for f in scan_text(text)] == [(FindingKind.RESIDENT_ID, len(before))]


@given(st.text(alphabet="走访群众企业秘机绝密保守商业的工作会议，。研究县里", max_size=40))
def test_prose_without_star_bracket_colon_or_line_of_its_own_never_blocks(text):
    assert blocking(scan_text(f"今日{text}完毕")) == ()
