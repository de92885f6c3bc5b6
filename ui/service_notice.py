"""暂停服务: what stands on the screen while the daemon is away. It goes by itself when the daemon is back."""

from __future__ import annotations

from ui.canvas import Align
from ui.geometry import SCREEN, Box
from ui.kit import Kit
from ui.view import Widget
from ui.widgets.label import Card, Icon, Label, Paragraph
from ui.widgets.progress import Waiting

NAME = "out_of_service"


def layers(kit: Kit, hotline: str) -> tuple[tuple[Widget, ...], ...]:
    """The whole picture; nothing on it can be touched."""
    palette, styles = kit.theme.palette, kit.theme.type
    card = SCREEN.centred(1120, 600)
    mark = Box(card.centre[0] - 72, card.y + 56, 144, 144)
    words = card.inset(96, 0)
    return ((
        Card(box=card),
        Icon(box=mark, name="warning", colour=palette.on_hint, ground=palette.hint),
        Label(box=Box(words.x, card.y + 216, words.w, styles.large.leading), text=kit.strings.say("service.title"),
              style=styles.large, colour=palette.ink, align=Align.CENTRE),
        Paragraph(box=Box(words.x, card.y + 304, words.w, 2 * styles.label.leading), style=styles.label,
                  text=kit.strings.say("service.line", hotline=hotline), colour=palette.soft, align=Align.CENTRE),
        Waiting(box=Box(words.x, card.bottom - 216, words.w, 200), words=kit.strings.say("service.waiting")),
    ),)
