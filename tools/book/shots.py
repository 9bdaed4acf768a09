"""Every picture of the book, those last that change the county for whoever comes after them."""

from tools.book.shot import Shot
from tools.book.shots_desk import DESK
from tools.book.shots_phone import PHONE

SHOTS: tuple[Shot, ...] = tuple(sorted((*PHONE, *DESK), key=lambda shot: shot.alone))
