"""Gradients of large surfaces, row by row: resvg would need 50 to 200 ms for each, and the screen must stand at once.

Whole numbers only, so the same pixels come out on every machine.
"""

from __future__ import annotations

import math

import pygame

from ui.theme import Colour

_DISC_SHARE = 0.62
_DISC_ALPHA = 18


def across(width: int, height: int, left: Colour, right: Colour) -> pygame.Surface:
    """From left to right."""
    surface = pygame.Surface((width, height))
    for x in range(width):
        surface.fill(_between(left, right, x, width - 1), (x, 0, 1, height))
    return surface


def diagonal(width: int, height: int, first: Colour, last: Colour) -> pygame.Surface:
    """From the upper left corner to the lower right one, with room for alpha."""
    long = across(2 * width, 1, first, last)
    surface = pygame.Surface((width, height), pygame.SRCALPHA, 32)
    for y in range(height):
        surface.blit(long, (0, y), (y * width // height, 0, width, 1))
    return surface


def add_disc(surface: pygame.Surface) -> None:
    """A pale disc that looks in from the upper right, so that a large tile is not flat."""
    width, height = surface.get_size()
    reach = round(min(width, height) * _DISC_SHARE)
    centre_x, centre_y = width - reach * 9 // 20, reach // 4
    veil = pygame.Surface((width, height), pygame.SRCALPHA, 32)
    for y in range(min(height, centre_y + reach)):
        half = math.isqrt(max(0, reach * reach - (y - centre_y) ** 2) << 16)
        left = (centre_x << 8) - half
        first, share = left >> 8, 255 - (left & 255)
        veil.fill((255, 255, 255, _DISC_ALPHA), (first + 1, y, width, 1))
        veil.fill((255, 255, 255, _DISC_ALPHA * share // 255), (first, y, 1, 1))
        beyond = centre_x + (half >> 8)
        if beyond < width:
            veil.fill((0, 0, 0, 0), (beyond, y, width - beyond, 1))
    surface.blit(veil, (0, 0))


def _between(first: Colour, last: Colour, step: int, steps: int) -> Colour:
    return Colour(*(a + (b - a) * step // max(1, steps) for a, b in zip(first, last)))
