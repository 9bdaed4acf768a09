"""How a copied text is made to look new: a few words changed, clauses moved, dropped or added."""

import re
from random import Random

CLAUSE = re.compile(r"[^，。；：]+[，。；：]?")
SWAPS = {
    "上午": "早上",
    "下午": "午后",
    "今日": "今天",
    "群众": "老百姓",
    "反映": "提到",
    "同": "和",
    "答应": "同意",
    "问": "了解",
    "看": "查看",
    "去": "前往",
    "到": "赴",
    "家": "户",
    "只": "仅",
    "没": "未",
    "说": "讲",
    "当天": "即日",
    "约": "邀",
    "找": "联系",
    "查": "核查",
    "谈": "商谈",
    "补": "补充",
    "处": "个点",
    "今天": "今日",
    "早上": "上午",
    "和": "与",
    "跟": "与",
}
FILLERS = ["再次", "认真", "及时", "按计划", "逐一", "继续", "随后", "一并"]


def edited(text: str, rng: Random, share: float) -> str:
    """About `share` of the characters changed."""
    budget = int(len(text) * share)
    pairs = list(SWAPS.items())
    rng.shuffle(pairs)
    for old, new in pairs:
        if budget <= 0:
            break
        if old in text:
            text = text.replace(old, new, 1)
            budget -= len(new)
    numbers = list(re.finditer(r"\d+", text))
    for found in rng.sample(numbers, min(len(numbers), 1 + budget // 6)):
        if budget > 0 and len(found.group()) < 4:
            text = text[: found.start()] + _other(found.group(), rng) + text[found.end() :]
            budget -= len(found.group())
    while budget > 1:
        clauses = CLAUSE.findall(text)
        at = rng.randrange(len(clauses))
        if len(clauses) > 3 and len(clauses[at]) <= budget:
            del clauses[at]
            budget = budget - 8
        else:
            clauses[at] = rng.choice(FILLERS) + clauses[at]
            budget -= 3
        text = "".join(clauses)
    return text


def _other(digits: str, rng: Random) -> str:
    """Another number of the same length."""
    return "".join(rng.choice("123456789") for _ in digits)


def reordered(text: str, rng: Random) -> str:
    """The sentences in another order."""
    parts = [part for part in re.split(r"[。；]|\s(?=\d\.)", text) if part]
    if len(parts) < 2:
        parts = [part for part in text.rstrip("。").split("，") if part]
    head = parts[:]
    while len(parts) > 1 and parts == head:
        rng.shuffle(parts)
    return "。".join(parts) + "。"


def half(text: str, tail: bool) -> str:
    """The first or the second half, at a clause."""
    clauses = CLAUSE.findall(text)
    middle = (len(clauses) + 1) // 2
    return "".join(clauses[middle:] if tail else clauses[:middle])


def changed(text: str, other: str, variant: str, rng: Random, fresh: str) -> str:
    """A copy of `text` by a variant's way; `other` is spliced in, `fresh` is the copier's own."""
    if variant == "edited":
        return edited(text, rng, rng.uniform(0.08, 0.28))
    if variant == "reordered":
        return reordered(text, rng)
    if variant == "spliced":
        return half(text, tail=False).rstrip("，；。") + "。" + half(other, tail=True)
    if variant == "partial":
        return half(text, tail=rng.random() < 0.5).rstrip("，；") + "。" + half(fresh, tail=True)
    return text
