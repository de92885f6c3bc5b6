"""One finger, or the mouse of a desk, never both for one touch; and what SDL must know before it starts."""

from __future__ import annotations

from collections.abc import Iterator

import pygame
import pytest

from ui.geometry import SCREEN
from ui.window import Event, Finger, Window, choose_video


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    window = Window("test", full_screen=False)
    list(window.events())
    yield window
    window.close()


def post(kind: int, **values: object) -> None:
    pygame.event.post(pygame.Event(kind, values))


def finger(kind: int, x: float, y: float, number: int = 1) -> None:
    post(kind, x=x, y=y, finger_id=number, touch_id=1, dx=0.0, dy=0.0)


def test_a_finger_is_counted_in_pixels(window: Window) -> None:
    finger(pygame.FINGERDOWN, 0.5, 0.5)
    finger(pygame.FINGERMOTION, 0.25, 0.5)
    finger(pygame.FINGERUP, 1.0, 1.0)
    assert list(window.events()) == [
        Event(Finger.DOWN, 960, 540), Event(Finger.MOVED, 480, 540), Event(Finger.UP, SCREEN.w - 1, SCREEN.h - 1),
    ]


def test_a_second_finger_is_not_looked_at(window: Window) -> None:
    finger(pygame.FINGERDOWN, 0.5, 0.5)
    finger(pygame.FINGERDOWN, 0.1, 0.1, number=2)
    finger(pygame.FINGERUP, 0.1, 0.1, number=2)
    finger(pygame.FINGERUP, 0.5, 0.5)
    assert [event.finger for event in window.events()] == [Finger.DOWN, Finger.UP]


def test_the_mouse_copy_of_a_touch_is_left_out(window: Window) -> None:
    finger(pygame.FINGERDOWN, 0.5, 0.5)
    post(pygame.MOUSEBUTTONDOWN, pos=(960, 540), button=1, touch=True)
    post(pygame.MOUSEBUTTONUP, pos=(960, 540), button=1, touch=True)
    assert [event.finger for event in window.events()] == [Finger.DOWN]


def test_a_mouse_is_a_finger_while_its_left_button_is_down(window: Window) -> None:
    post(pygame.MOUSEMOTION, pos=(5, 5), rel=(0, 0), buttons=(0, 0, 0), touch=False)
    post(pygame.MOUSEBUTTONDOWN, pos=(10, 20), button=3, touch=False)
    post(pygame.MOUSEBUTTONDOWN, pos=(10, 20), button=1, touch=False)
    post(pygame.MOUSEMOTION, pos=(30, 40), rel=(0, 0), buttons=(1, 0, 0), touch=False)
    post(pygame.MOUSEBUTTONUP, pos=(50, 60), button=1, touch=False)
    assert list(window.events()) == [
        Event(Finger.DOWN, 10, 20), Event(Finger.MOVED, 30, 40), Event(Finger.UP, 50, 60),
    ]


def test_with_x_frames_are_not_sent_through_gl() -> None:
    environment = {"DISPLAY": ":0"}
    choose_video(environment)
    assert environment["SDL_FRAMEBUFFER_ACCELERATION"] == "0"
    assert "SDL_VIDEODRIVER" not in environment


def test_without_x_the_screen_is_the_kernels_and_sdl_only_draws() -> None:
    environment: dict[str, str] = {}
    assert choose_video(environment)
    assert environment["SDL_VIDEODRIVER"] == "dummy"


def test_what_the_environment_says_already_stays() -> None:
    environment = {"SDL_VIDEODRIVER": "dummy", "SDL_TOUCH_MOUSE_EVENTS": "1"}
    assert not choose_video(environment)
    assert environment["SDL_VIDEODRIVER"] == "dummy"
    assert environment["SDL_TOUCH_MOUSE_EVENTS"] == "1"
    assert environment["SDL_NO_SIGNAL_HANDLERS"] == "1"
