"""The first minute of a new account, and the demonstration record, which is tried and never kept."""

from typing import Annotated, Literal

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from app.accounts.models_care import ConsentKind
from app.home import help_words, service_welcome
from app.home.navigation import landing
from app.http.deps import PublicReadWork, ReadWork, WriteWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page

router = page_router()
Answer = Annotated[Literal["yes", "no", "later"], Form()]
_GIVEN = {"yes": True, "no": False, "later": None}


@router.get("/welcome")
def welcome(request: Request, work: WriteWork) -> Response:
    """What one must know and is asked, on one page; for everybody but cadres what waits here."""
    shown = service_welcome.open_welcome(work)
    desk = is_desk(request, work.actor)
    return page(request, work, "home/welcome.html", shown=shown, landing=landing(work), desk=desk)


@router.post("/welcome")
def answer_welcome(
    work: WriteWork, then: Annotated[str, Form()] = "", photos: Answer = "later", position: Answer = "later"
) -> Response:
    """Keep what was answered; on to the demonstration, or straight to work."""
    given = {ConsentKind.PHOTOS: _GIVEN[photos], ConsentKind.POSITION: _GIVEN[position]}
    service_welcome.answer(work, given)
    return RedirectResponse("/welcome/try" if then == "try" else landing(work), status_code=303)


@router.get("/welcome/try")
def try_record(request: Request, work: ReadWork) -> Response:
    """示范纪实: an example in the real form; nothing of it leaves the page."""
    return page(request, work, "home/try.html", landing=landing(work), desk=is_desk(request, work.actor))


@router.get("/help")
def show_help(request: Request, work: PublicReadWork) -> Response:
    """怎么用: for the roles that one has; whoever is not signed in reads the answers to the usual questions."""
    return _help(request, work, help_words.topics_of(work.actor))


@router.get("/help/{topic}")
def show_topic(request: Request, work: PublicReadWork, topic: help_words.Topic) -> Response:
    """怎么用 for one role; there is nothing secret in any of them."""
    return _help(request, work, (topic,))


def _help(request: Request, work: PublicReadWork, topics: tuple[help_words.Topic, ...]) -> Response:
    known = work if work.actor.person_id is not None else None
    return page(
        request,
        known,
        "home/help.html",
        topics=[help_words.TOPICS[topic] for topic in topics],
        others=[words for topic, words in help_words.TOPICS.items() if topic not in topics],
        questions=help_words.QUESTIONS,
        desk=known is not None and is_desk(request, work.actor),
    )
