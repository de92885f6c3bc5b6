"""A row of 材料列表: the material, whether it is required, how many pages it has, their pictures, what can be done."""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from rules.items import Material
from ui.geometry import Box
from ui.stage import Stage
from ui.theme import GUTTER, Colour
from ui.view import Tap, Widget
from ui.widgets.button import Button, Kind
from ui.widgets.label import Card, Icon, Label, Picture, Tag

THUMBNAILS = 3
"""Pictures in a row; the number of pages says the rest."""
_THUMBNAIL_W = 124
_MARK = 72
_BUTTON_W, _BUTTON_H = 224, 88


@dataclass(frozen=True)
class MaterialRow:
    """What a row shows. `more` is called for another page, `again` to begin anew."""

    material: Material
    count: int
    pictures: tuple[pygame.Surface, ...]
    brought: bool
    first: bool
    """It is the one to scan now: nothing can be submitted before."""
    more: Tap
    again: Tap

    def widgets(self, stage: Stage, box: Box) -> tuple[Widget, ...]:
        """Everything of the row, in its box."""
        inner = box.inset(32, 16)
        buttons = self._buttons(stage, inner)
        left = inner.left(buttons[-1].box.x - GUTTER - inner.x)
        thumbnails = self._thumbnails(left)
        if thumbnails:
            left = left.left(thumbnails[0].box.x - GUTTER - left.x)
        return (Card(box=box), self._mark(stage, left), *self._words(stage, left.after(_MARK + GUTTER)), *thumbnails,
                *buttons)

    def _mark(self, stage: Stage, room: Box) -> Widget:
        palette = stage.kit.theme.palette
        box = room.left(_MARK).centred(_MARK, _MARK)
        if self.count:
            return Icon(box=box, name="check", colour=palette.done, ground=palette.done_tint)
        if self._wanted:
            keeps = self.material.required
            return Icon(box=box, name="scan", colour=palette.danger if keeps else palette.on_hint,
                        ground=palette.danger_tint if keeps else palette.hint)
        return Icon(box=box, name="page", colour=palette.brand, ground=palette.tint)

    def _words(self, stage: Stage, room: Box) -> tuple[Widget, ...]:
        palette, styles = stage.kit.theme.palette, stage.kit.theme.type
        title, small = styles.label_medium, styles.body_medium
        block = room.centred(room.w, title.leading + 4 + small.leading)
        line = block.bottom_rows(small.leading)
        kind = stage.say("pages.required" if self.material.required else "pages.optional")
        width = stage.kit.type.width(kind, styles.small_medium) + 28
        words, colour = self._state(stage)
        return (
            Label(box=block.top(title.leading), text=self.material.title, style=title, colour=palette.ink,
                  shorten=True),
            Tag(box=line.left(width).inset(0, 3), text=kind, fore=palette.deep, ground=palette.tint),
            Label(box=line.after(width + 16), text=words, style=small, colour=colour, shorten=True),
        )

    def _state(self, stage: Stage) -> tuple[str, Colour]:
        palette = stage.kit.theme.palette
        if self.count:
            return stage.say("pages.scanned", count=self.count), palette.done
        if self._wanted:
            # only what is required keeps from going on
            return stage.say("pages.missing"), palette.danger if self.material.required else palette.on_hint
        return stage.say("pages.later"), palette.soft

    def _thumbnails(self, room: Box) -> tuple[Widget, ...]:
        pictures = self.pictures[:THUMBNAILS]
        strip = room.right_columns(len(pictures) * (_THUMBNAIL_W + 12) - 12)
        return tuple(
            Picture(box=Box(strip.x + index * (_THUMBNAIL_W + 12), strip.y, _THUMBNAIL_W, strip.h), picture=picture)
            for index, picture in enumerate(pictures)
        )

    def _buttons(self, stage: Stage, room: Box) -> tuple[Button, ...]:
        """From the right to the left."""
        last = room.right_columns(_BUTTON_W).centred(_BUTTON_W, _BUTTON_H)
        if not self.count:
            kind = Kind.PRIMARY if self.first else Kind.SECONDARY
            return (Button(box=last, label=stage.say("pages.scan"), tap=self.more, kind=kind, icon="scan"),)
        most = self.material.scan.max_pages
        return (
            Button(box=last, label=stage.say("pages.again"), tap=self.again),
            Button(box=last.moved(-_BUTTON_W - 16, 0), label=stage.say("pages.add"), tap=self.more,
                   enabled=self.count < most,
                   reason=stage.say("pages.full", title=self.material.title, pages=most)),
        )

    @property
    def _wanted(self) -> bool:
        """Whether a page of it is still to be scanned before it can be submitted, or was promised by its tick."""
        return not self.count and (self.material.required or self.brought)


def thumbnail(picture: pygame.Surface, height: int, edge: Colour) -> pygame.Surface:
    """A page scaled to a row's height, with an edge of its own: the large picture can be forgotten."""
    width, tall = picture.get_size()
    share = min(_THUMBNAIL_W / width, height / tall)
    small = pygame.transform.smoothscale(picture, (max(3, round(width * share)), max(3, round(tall * share))))
    pygame.draw.rect(small, edge, small.get_rect(), 1)
    return small
