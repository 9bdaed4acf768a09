"""密级标志 by form: what marks a document as secret, told apart from the ordinary words 秘密, 机密, 绝密.

The mark of state secrets is 密级★期限, 解密时间 or 解密条件 (GB/T 9704-2012, 7.2.2); older papers carry the
level alone in a corner or in brackets. Prose such as 保守秘密, 机密性 or 商业秘密培训 has none of these forms.
"""

import re
from collections.abc import Iterator

_SPACE = r"[ \t\u3000\u00a0]"
_LEVEL = rf"(?:[绝絕]{_SPACE}{{0,4}}密|[机機]{_SPACE}{{0,4}}密|(?:工作)?[秘祕]{_SPACE}{{0,4}}密)"
_STARS = "★☆✩✪✭⭐🌟"
_PERIOD = (
    r"(?:(?:\d{1,3}|[一二三四五六七八九十百]{1,4}|[０-９]{1,3})"
    rf"{_SPACE}?(?:年|个月|個月|月)|长期|長期|启用前|公布前|公开前|解密前)"
)
_NOT_PROSE_AFTER = r"(?![\u4e00-\u9fff])"
_URGENCY = r"(?:特急|特提|加急|急件|平急|份号|编号|№|No)"

_FORMS = tuple(
    re.compile(form, re.MULTILINE)
    for form in (
        # 机密★20年, 秘密★: the star makes it a mark unless it parts items after 保守秘密, 商业秘密 and the like.
        rf"(?<![守业業露家的人作]){_LEVEL}{_SPACE}{{0,4}}[{_STARS}]",
        rf"{_LEVEL}{_SPACE}{{0,4}}[{_STARS}*＊]{_SPACE}{{0,4}}{_PERIOD}",
        # 机密 10年, set apart: not within a sentence on either side.
        rf"(?<![\u4e00-\u9fff]){_LEVEL}{_SPACE}{{0,4}}{_PERIOD}{_NOT_PROSE_AFTER}",
        # 【机密】, （秘密级）, [绝密文件]; quotation marks are no brackets.
        rf"[【\[［〔（({{｛<＜]{_SPACE}{{0,4}}{_LEVEL}{_SPACE}{{0,4}}(?:级|件|文件|资料)?{_SPACE}{{0,4}}[】\]］〕）)}}｝>＞]",
        # 密级：机密, unless it begins a list of the levels.
        rf"密{_SPACE}{{0,4}}级{_SPACE}{{0,4}}[:：]{_SPACE}{{0,4}}{_LEVEL}(?!{_SPACE}{{0,4}}[、，,和或与/]{_SPACE}{{0,4}}[绝絕机機秘祕])",
        # A line that is nothing but the level.
        rf"^{_SPACE}{{0,40}}{_LEVEL}(?:级|件|文件|资料)?{_SPACE}{{0,40}}[!！。:：]?{_SPACE}{{0,40}}$",
        # 机密　特急; 绝密　关于……的通知: the head of a paper pasted into one line.
        rf"^{_SPACE}{{0,40}}{_LEVEL}{_SPACE}{{1,40}}{_URGENCY}",
        rf"^{_SPACE}{{0,40}}{_LEVEL}(?:[\u3000\t]| {{2}}){_SPACE}{{0,40}}关于",
    )
)
_WORDS = re.compile("[绝絕机機秘祕]")


def find_markings(text: str) -> tuple[tuple[int, int], ...]:
    """Where secret markings stand in `text`: [start, end) in characters, in order, without overlaps."""
    if not _WORDS.search(text):
        return ()
    spans: list[tuple[int, int]] = []
    for start, end in sorted(_matches(text)):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)


def _matches(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for form in _FORMS for match in form.finditer(text))
