"""``python -m launch.documents --out DIR``: pictures of 身份信息确认, one for each kind of document and for what differs."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from launch.album import Album
from launch.citizen import Citizen
from launch.emulated_kiosk import emulated_kiosk, keep_logs
from launch.house import House, here
from launch.premises import premises
from launch.progress import exit_code
from launch.screen import Screen
from launch.supervisor import SupervisorError
from launch.watcher import NotSeen, Watcher

DOCUMENTS = (
    ("张三", "resident", "居民身份证"),
    ("孙迁居", "newest-address", "居民身份证, the newest address"),
    ("吴长青", "for-ever", "居民身份证, 长期"),
    ("欧阳䶮𫖯", "rare-characters", "居民身份证, rare characters"),
    ("SMITH, JOHN WILLIAM", "foreigner-2017", "外国人永久居留身份证, before 2023"),
    ("马丁", "foreigner-2023", "外国人永久居留身份证, 2023"),
    ("林台安", "hmt-resident", "港澳台居民居住证"),
    ("周过期", "expired", "an expired card"),
    ("冯未来", "not-yet-valid", "a card that is not yet valid"),
)
"""Whose card, the picture's name, its caption."""
FIRST_S = 20.0


def take(house: House, out: Path) -> int:
    """Take the pictures. Returns 0, or 1 where something did not show."""
    with ExitStack() as stack:
        made = stack.enter_context(premises(house))
        owner = int(made.settings().users.ui) if made.apart else None
        screen = Screen(made.base / "screen", owner)
        stack.callback(screen.close)
        watcher = Watcher(made.observer, owner)
        stack.callback(watcher.close)
        try:
            kiosk = stack.enter_context(emulated_kiosk(made, screen.environment(), os.environ, observed=True))
            album = Album(out)
            citizen = Citizen(screen, watcher, kiosk.desk, album, kiosk.supervisor.check)
            for name, file, caption in DOCUMENTS:
                citizen.awaits("home", within_s=FIRST_S)
                citizen.touches("佛山")
                citizen.touches("个人办事")
                citizen.awaits("card")
                kiosk.desk.ask("card", name=name)
                citizen.awaits("identity")
                citizen.takes_picture(file, caption)
                print(f"  {caption}", flush=True)
                kiosk.desk.ask("card", name="none")
                citizen.touches("返回首页")
            print(f"{len(album.pages)} pictures: {album.close()}")
        except (SupervisorError, NotSeen) as error:
            print(f"kiosk demo: {error}\nWhat each process said: {keep_logs(made, house)}", file=sys.stderr)
            return 1
    return 0


def main(arguments: list[str] | None = None) -> int:
    """0 when all were taken, 1 when one did not show, 2 when a person has to do something first."""
    parser = argparse.ArgumentParser(prog="kiosk demo --documents")
    parser.add_argument("--out", type=Path, default=here().root / "out" / "documents")
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _leave)
    return exit_code(lambda: take(here(), asked.out))


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
