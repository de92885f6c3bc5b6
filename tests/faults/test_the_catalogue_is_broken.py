"""The built catalogue is missing: the citizen is told where to go, an engineer which file it is and what to do; a good
file that is put there is used at once.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from rules.settings import Settings
from tests.faults.steps import to_the_card
from launch.journey import PERSON
from tests.journeys.stay import stay


def test_a_catalogue_that_is_not_there_and_one_that_is_rubbish(tmp_path: Path) -> None:
    made: list[Path] = []

    def elsewhere(settings: Settings) -> Settings:
        made.extend((Path(settings.paths.catalogue), Path(settings.paths.runtime).parent / "catalogue.sqlite"))
        return replace(settings, paths=replace(settings.paths, catalogue=str(made[1])))

    with stay(tmp_path, elsewhere) as kiosk:
        citizen = kiosk.citizen
        good, file = made
        to_the_card(citizen)
        citizen.desk.ask("card", name=PERSON)
        citizen.awaits("identity", with_label="进入")
        citizen.touches("进入")
        citizen.awaits("items")
        citizen.reads("事项目录暂时打不开", "请到窗口办理，工作人员会来处理")
        log = kiosk.premises.logs / "guide.log"
        assert str(file) in log.read_text(encoding="utf-8"), "an engineer finds the file's name"
        file.write_bytes(b"no database at all" * 1000)
        file.chmod(0o644)
        citizen.touches("再试一次")
        citizen.reads("事项目录暂时打不开")
        shutil.copy(good, file)
        citizen.touches("再试一次")
        citizen.awaits("items", with_label="查找事项")
        citizen.watcher.wait(lambda view: view if not view.says("事项目录暂时打不开") else None, 30, "the items")
