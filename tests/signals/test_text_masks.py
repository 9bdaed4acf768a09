"""Masks: two texts of one frame become the same, and a placeholder leads back to the words that it stands for."""

import pytest

from app.signals.detectors.text_masks import Mask, masked


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("走访石桥村12户，收集意见3条。", "走访龙潭村7户，收集意见11条。"),
        ("陪同李局长到东坡区农业农村局对接项目。", "陪同张书记到开江县水务局对接项目。"),
        ("与老王一起看望脱贫户张秀英，送去慰问金500元。", "与小李一起看望脱贫户何大川，送去慰问金1,200元。"),
        ("第三组的二十户通了自来水。", "第五组的八户通了自来水。"),
    ],
)
def test_one_frame_with_other_facts_is_one_text(one: str, other: str) -> None:
    assert masked(one).text == masked(other).text


def test_a_placeholder_leads_back_to_its_words() -> None:
    text = "到青龙社区走访王大明家里，收入3.5万元。"
    found = masked(text)
    named = {fact.mask: text[fact.start : fact.end] for fact in found.facts}
    assert named == {Mask.PLACE: "青龙社区", Mask.PERSON: "王大明", Mask.NUMBER: "3.5万"}
    assert len(found.at) == len(found.text)
    assert all(char in set(Mask) or text[at] == char for char, at in zip(found.text, found.at, strict=True))


def test_a_name_that_the_corpus_knows_needs_no_title() -> None:
    assert masked("欧阳敏敏说路通了。", {"欧阳敏敏"}).text == "@说路通了。"


@pytest.mark.parametrize("text", ["值班。", "学习上级文件精神，安排下一步工作。", "农村工作会议", ""])
def test_what_names_nothing_stays(text: str) -> None:
    assert masked(text).text == text
