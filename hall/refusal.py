"""Why something that a process of the hall was asked for is not done."""

from __future__ import annotations

import logging

from wire.values import Act, Failure


class Refusal(Exception):
    """It cannot be done, and who must act. The detail is for engineers: keys of fields and items, and nobody's name."""

    def __init__(self, code: str, act: Act, detail: str) -> None:
        super().__init__(code)
        self.failure = Failure(code=code, act=act, detail=detail[:200])
        self._detail = detail

    def tell(self, log: logging.Logger) -> None:
        """Write down what staff or an engineer must put right; what the citizen can is the screen's alone."""
        if self.failure.act in (Act.STAFF, Act.ENGINEER):
            log.error("%s: %s", self.failure.code, self._detail)
