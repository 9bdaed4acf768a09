"""What secondments ask of the domains above: whether a term's form is signed, which of their pages belong to it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from app.core.work import Work

FormSigned = Callable[[Work, UUID], bool]
"""Whether everybody has signed the form 期满鉴定表 of a secondment."""


def _nobody_asks(_work: Work, _secondment_id: UUID) -> bool:
    return True


@dataclass(slots=True)
class Ports:
    """The functions handed in; without them a term ends as it is."""

    form_signed: FormSigned = _nobody_asks


PORTS = Ports()


@dataclass(frozen=True, slots=True)
class Link:
    """A page of a higher domain about a secondment; the label is a Chinese source text."""

    href: str
    label: str
    icon: str


Links = Callable[[Work, UUID], Iterable[Link]]
"""(work, secondment id) -> the pages that the actor may open."""
_sources: list[Links] = []


def show_links(source: Links) -> None:
    """Let a higher domain's pages be reached from the secondment's; saying it twice counts once."""
    if source not in _sources:
        _sources.append(source)


def links_of(work: Work, secondment_id: UUID) -> list[Link]:
    """The pages of every higher domain."""
    return [link for source in _sources for link in source(work, secondment_id)]
