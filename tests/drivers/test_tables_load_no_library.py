"""The tables of models can be read anywhere: for udev rules, for a check of the configuration, by each worker."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("usb", "serial", "sane", "_sane", "escpos", "PIL", "RPi", "lgpio")


def test_reading_the_tables_loads_no_io_library() -> None:
    program = (
        "import sys; from drivers import gpio, idcard, printer, scanner;"
        "assert idcard.MODELS and scanner.CODE_MODELS and scanner.PAGE_MODELS and printer.MODELS and gpio.MODELS;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
