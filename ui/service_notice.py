"""暂停服务: what stands on the screen while the daemon is away. It goes by itself when the daemon is back."""

from __future__ import annotations

from datetime import datetime

from ui.canvas import Align
from ui.frame import HEADER
from ui.geometry import SCREEN, Box
from ui.kit import Kit
from ui.surroundings import Surroundings
from ui.view import Widget
from ui.widgets.bands import Header
from ui.widgets.label import Card, Icon, Label, Paragraph
from ui.widgets.progress import Waiting

NAME = "out_of_service"


def layers(kit: Kit, around: Surroundings, since: datetime) -> tuple[tuple[Widget, ...], ...]:
    """The whole picture; nothing on it can be touched. `since`: from when the daemon has been away."""
    palette, styles = kit.theme.palette, kit.theme.type
    place = around.place
    card = SCREEN.below(HEADER.h).centred(1120, 680)
    mark = Box(card.centre[0] - 72, card.y + 64, 144, 144)
    words = card.inset(64, 0)
    return ((
        Header(box=HEADER, mark=kit.strings.say("frame.mark"), words="", words_right=HEADER.right,
               place=kit.strings.say("frame.place", city=place.city, district=place.district)),
        Card(box=card),
        Icon(box=mark, name="warning", colour=palette.on_hint, ground=palette.hint),
        Label(box=Box(words.x, card.y + 232, words.w, styles.large.leading), text=kit.strings.say("service.title"),
              style=styles.large, colour=palette.ink, align=Align.CENTRE),
        Paragraph(box=Box(words.x, card.y + 328, words.w, 2 * styles.label.leading), style=styles.label,
                  text=kit.strings.say("service.line", since=f"{since:%H:%M}", hotline=around.hotline),
                  colour=palette.soft, align=Align.CENTRE),
        Waiting(box=Box(words.x, card.bottom - 232, words.w, 200), words=kit.strings.say("service.waiting")),
    ),)
