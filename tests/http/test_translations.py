"""Every word of pages and answers has one English translation, and none is left over."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from jinja2 import nodes

from app.core.i18n import translate
from app.http.templating import APP, build_environment

MARKS = {"_": 0, "N_": 0, "translate": 0}
"""Calls whose text is said in the reader's language, and where it stands."""
HAN = re.compile(r"[\u3400-\u9fff]")
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%(?!\()")
NUMBER = re.compile(r"\{(\w+)\|([^{}|]*)\|([^{}|]*)\}")
"""`{count|day|days}`: the word by the number (app.core.i18n)."""
BETWEEN = r"(?:(?!the |of |a |an |your |its |all )[a-z-]+ ){0,2}"
BARE = {"假", "休", "停", "签", "中文", "简体中文", "中文, 简体中文"}
"""Signs, and the name of the language in itself."""


def in_python(path: Path) -> Iterator[str]:
    """Texts marked in a module."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MARKS and call.args:
            for found in ast.walk(call.args[0]):
                if isinstance(found, ast.Constant) and isinstance(found.value, str):
                    yield found.value


def in_template(tree: nodes.Template) -> Iterator[str]:
    """Texts marked in a template: `_("...")`, also where it chooses between two."""
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in MARKS and call.args:
            first = call.args[0]
            constants = [first] if isinstance(first, nodes.Const) else first.find_all(nodes.Const)
            yield from (found.value for found in constants if isinstance(found.value, str))


@pytest.fixture(scope="module")
def trees() -> dict[Path, nodes.Template]:
    """Every template, read as the service reads it."""
    environment = build_environment()
    return {path: environment.parse(path.read_text(encoding="utf-8")) for path in sorted(APP.rglob("*.html"))}


@pytest.fixture(scope="module")
def used(trees: dict[Path, nodes.Template]) -> set[str]:
    """The message ids of templates and modules."""
    modules = {text for path in APP.rglob("*.py") for text in in_python(path)}
    return modules | {text for tree in trees.values() for text in in_template(tree)}


@pytest.fixture(scope="module")
def entries() -> dict[str, list[Message]]:
    """The English entries by message id, over all files."""
    found: dict[str, list[Message]] = defaultdict(list)
    for path in sorted((APP / "locale" / "en").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                if isinstance(message.id, str) and message.id:
                    found[message.id].append(message)
    return found


def speaks(text: str) -> bool:
    """Whether it is Chinese: characters, or the marks that stand between them."""
    return bool(HAN.search(text)) or bool(re.fullmatch(r"[，。；：、（）“”]+", text))


def test_every_text_has_an_english_translation(used: set[str], entries: dict[str, list[Message]]) -> None:
    spoken = {text for text in used if speaks(text)}
    assert len(spoken) > 1000
    assert sorted(spoken - {text for text, found in entries.items() if all(each.string for each in found)}) == []


def test_no_translation_is_left_over(used: set[str], entries: dict[str, list[Message]]) -> None:
    assert sorted(set(entries) - used) == []


def test_a_text_is_translated_in_one_place(entries: dict[str, list[Message]]) -> None:
    """Words of several domains stand in `shell.po`; two senses of a word are two message ids (`项目|类别`)."""
    assert sorted(text for text, found in entries.items() if len(found) > 1) == []


def test_placeholders_are_the_same_in_both_languages(entries: dict[str, list[Message]]) -> None:
    found = [(text, str(each.string)) for text, each_ in entries.items() for each in each_]
    assert [pair for pair in found if names(pair[0]) != names(pair[1])] == []


def names(text: str) -> set[str]:
    """What a text asks for; a bare per cent sign would break it, and shows as an empty name."""
    return set(PLACEHOLDER.findall(text))


def test_english_is_english(entries: dict[str, list[Message]]) -> None:
    """No translation keeps Chinese, but the word for the service and texts that quote what is typed in Chinese."""
    kept = [
        (text, str(each.string)) for text, each_ in entries.items() for each in each_ if HAN.search(str(each.string))
    ]
    assert [pair for pair in kept if not set(HAN.findall(pair[1])) <= set(HAN.findall(pair[0]))] == []


def test_no_template_speaks_without_a_mark(trees: dict[Path, nodes.Template], used: set[str]) -> None:
    faults: list[str] = []
    for path, tree in trees.items():
        texts = [(each.lineno, each.data) for each in tree.find_all(nodes.TemplateData)]
        texts += [(each.lineno, each.value) for each in tree.find_all(nodes.Const) if isinstance(each.value, str)]
        faults += [
            f"{path.name}:{line} {text.strip()}"
            for line, text in texts
            if HAN.search(text) and text not in used and text.strip() not in BARE
        ]
    assert faults == []


def test_no_script_speaks_by_itself() -> None:
    """Scripts take their words from the page, which has them in the reader's language."""
    comments = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
    scripts = sorted((APP / "http" / "static" / "js").rglob("*.js"))
    assert scripts
    assert [path.name for path in scripts if HAN.search(comments.sub("", path.read_text(encoding="utf-8")))] == []


def test_the_sense_of_a_word_is_never_shown() -> None:
    assert translate("项目|类别", "zh_CN") == "项目"
    assert translate("项目|类别", "en") != translate("项目", "en")
    assert translate("无此条|别的", "en") == "无此条"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "1 day on post"),
        ("1", "1 day on post"),
        (0, "0 days on post"),
        ("0.5", "0.5 days on post"),
        (21, "21 days on post"),
    ],
)
def test_one_and_many_are_said_differently(days: object, said: str) -> None:
    assert translate("在岗 %(days)s 天", "en", days=days) == said


def test_no_english_text_has_a_bare_count_before_a_plural(entries: dict[str, list[Message]]) -> None:
    """Every noun that some text counts is counted with both its forms everywhere."""
    texts = [str(each.string) for found in entries.values() for each in found]
    forms = [form for text in texts for form in NUMBER.findall(text)]
    nouns = {many.split()[0] for _, one, many in forms if many.split()[0].endswith("s") or many == "people"}
    assert {"days", "people", "records", "characters"} <= nouns
    counted = re.compile(rf"%\(\w+\)s {BETWEEN}(?:{'|'.join(sorted(nouns - {'is', 'was', 'has'}))})\b")
    assert [text for text in texts if counted.search(NUMBER.sub("", text))] == []


def test_what_decides_between_one_and_many_is_given(entries: dict[str, list[Message]]) -> None:
    numbers = {text: {form[0] for form in NUMBER.findall(str(each.string))} for text, (each, *_) in entries.items()}
    odd = {text for text, asked in numbers.items() if not asked <= names(text)}
    assert odd == {"天"}, "its number stands beside it"
    assert all(
        one and many and one != many
        for found in entries.values()
        for each in found
        for _, one, many in NUMBER.findall(str(each.string))
    )
