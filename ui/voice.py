"""Spoken prompts: which one, told through a pipe to the speaker (ui/speaker.py), a process of its own.

Only names go through the pipe, a language's and a screen's; what is spoken are sound files made when the kiosk was set
up. So nothing personal is ever spoken, and the renderer needs neither a sound device nor a thread for it.
"""

from __future__ import annotations

import os
from contextlib import suppress

from ui.kit import Kit


class Voice:
    """The renderer's end of the pipe."""

    def __init__(self, kit: Kit, pipe: int | None) -> None:
        """`pipe` None: nobody speaks here."""
        self._kit = kit
        self._pipe = pipe
        self.say("")

    def say(self, screen: str) -> None:
        """Say what to do on a screen, in place of what is being said; without a name, fall silent."""
        if self._pipe is None:
            return
        words = f"{self._kit.manner.language}/{screen}" if screen else ""
        # a speaker that does not listen, or is gone, must not keep anybody waiting
        with suppress(BlockingIOError, BrokenPipeError):
            os.write(self._pipe, f"{words}\n".encode())
