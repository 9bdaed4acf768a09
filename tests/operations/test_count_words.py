"""What a job's run counted is said in words."""

import pytest

from app.operations.count_words import count_words


@pytest.mark.parametrize(
    ("summary", "chinese", "english"),
    [
        ("positions=0 notices=0", "没有要办的", "Nothing to do"),
        ("positions=3 notices=0 exports=12", "签到位置 3 · 导出文件 12", "Check-in position 3 · Exported files 12"),
        ("later=2", "later 2", "later 2"),
        ("digests=3; the rest is dropped: its day is over", None, None),
        ("", "", ""),
    ],
)
def test_counts_that_are_not_nought_have_names(summary: str, chinese: str | None, english: str | None) -> None:
    told = count_words(summary, "zh_CN")
    assert told == (summary if chinese is None else chinese)
    told = count_words(summary, "en")
    assert told == (summary if english is None else english)
