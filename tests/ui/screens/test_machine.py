"""The technician's first screen: devices as they are, trials with their end, the way back."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

import pytest

from tests.ui.hand import labels, touch
from tests.ui.stages import PaperStage
from ui.ime.engine import Engine
from ui.journey import BACK
from ui.screens.machine import MachineScreen
from ui.view import View
from ui.widgets.dialog import Dialog
from ui.widgets.label import Label, Paragraph, Tag
from wire.messages import Done
from wire.technician import AskMachine, Machine, TryDevice
from wire.values import Act, DeviceState, DeviceView, Failure, MachineFact, Supply, Trial


def words(view: View) -> list[str]:
    return [widget.text for widget in view.content if isinstance(widget, Label | Tag)]


def dialog(screen: MachineScreen) -> Dialog:
    found = screen.view().dialog
    assert isinstance(found, Dialog)
    return found


def test_what_runs_here_is_told(paper: PaperStage) -> None:
    screen = MachineScreen(paper.stage)
    screen.enter()
    assert paper.bus.asked[-1].ask == AskMachine()
    paper.bus.answer(Machine(facts=(MachineFact(name="version", value="0.1.0"), MachineFact(name="new", value="7"))))
    shown = words(screen.view())
    assert {"版本", "0.1.0", "new", "7"} <= set(shown)


@pytest.mark.parametrize(("view", "says"), [
    (DeviceView(device="idcard", state=DeviceState.NO_DEVICE, code="card.reader_gone", act=Act.STAFF,
                model="SAM-V", since="2026-11-22T17:05"),
     {"没有连上", "读卡器没有连上", "请工作人员处理  card.reader_gone", "SAM-V", "11月22日 17:05"}),
    (DeviceView(device="idcard", state=DeviceState.NO_DEVICE), {"未配置", "本机没有配置这个设备"}),
    (DeviceView(device="idcard", state=DeviceState.STARTING), {"启动中", "正在启动或恢复"}),
    (DeviceView(device="printer", state=DeviceState.ONLINE, paper=Supply.LOW), {"正常", "纸快用完了，请换纸"}),
    (DeviceView(device="printer", state=DeviceState.ONLINE, paper=Supply.UNKNOWN), {"工作正常，不知道还有多少纸"}),
    (DeviceView(device="printer", state=DeviceState.ONLINE, paper=Supply.OUT, since="2026-11-23T09:12"),
     {"缺纸", "打印纸用完了，请换纸", "09:12"}),
])
def test_a_device_says_state_cause_and_who_must_act(paper: PaperStage, view: DeviceView, says: set[str]) -> None:
    paper.stage.surroundings.devices[view.device] = view
    assert says <= set(words(MachineScreen(paper.stage).view()))


@pytest.mark.parametrize(("label", "trial", "well"), [
    ("测试读卡", Trial.CARD, "读卡正常"), ("测试扫码", Trial.CODE, "扫码正常"),
    ("测试打印", Trial.PRINT, "测试页已经打印"), ("测试指示灯", Trial.LAMPS, "指示灯已经点亮"),
])
def test_a_trial_says_that_it_went_well_or_why_not(paper: PaperStage, label: str, trial: Trial, well: str) -> None:
    screen = MachineScreen(paper.stage)
    touch(screen, label)
    assert paper.bus.asked[-1].ask == TryDevice(trial=trial)
    paper.bus.answer(Done())
    assert dialog(screen).title == well
    touch(screen, "再试一次")
    paper.bus.fail(Failure(code="device.busy", act=Act.STAFF))
    assert (dialog(screen).title, dialog(screen).line) == ("设备正在忙", "请工作人员处理")
    touch(screen, "关闭")
    assert screen.view().dialog is None


def test_a_trial_can_be_given_up(paper: PaperStage) -> None:
    screen = MachineScreen(paper.stage)
    touch(screen, "测试读卡")
    touch(screen, "取消")
    assert paper.bus.asked[-1].canceled and screen.view().dialog is None


def test_the_way_back_is_there_and_no_citizens_footer(paper: PaperStage) -> None:
    screen = MachineScreen(paper.stage)
    assert labels(screen) == {"测试读卡", "测试扫码", "测试打印", "测试指示灯", "退出维护"}
    touch(screen, "退出维护")
    assert paper.outcomes == [BACK]


def test_broken_input_data_are_told_to_who_can_mend_them(paper: PaperStage) -> None:
    screen = MachineScreen(paper.stage)
    screen.enter()
    paper.bus.answer(Machine(facts=tuple(MachineFact(name=f"fact{n}", value=str(n)) for n in range(7))))
    told = [widget.text for widget in screen.view().content if isinstance(widget, Paragraph)]
    assert told == ["输入法数据损坏或缺失，市民只能输入英文、数字和符号。请工程师重新安装。"]


def test_sound_input_data_are_not_mentioned(paper: PaperStage, engine: Engine) -> None:
    screen = MachineScreen(replace(paper.stage, engine=engine))
    screen.enter()
    assert not [widget for widget in screen.view().content if isinstance(widget, Paragraph)]


def test_handwriting_alone_can_be_broken(paper: PaperStage, engine: Engine) -> None:
    unable = copy(engine)
    unable.handwriting = None
    screen = MachineScreen(replace(paper.stage, engine=unable))
    screen.enter()
    assert [widget.text for widget in screen.view().content if isinstance(widget, Paragraph)] == [
        "手写数据损坏或缺失，市民不能手写。请工程师重新安装。"]
