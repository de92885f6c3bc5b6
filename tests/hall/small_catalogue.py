"""A catalogue of two items in a folder of its own, to be broken by tests."""

from pathlib import Path

FILES = {
    "shared.yaml": """\
categories:
  person: [居民身份证, 户口登记]
  enterprise: [印章与许可]
departments:
  公安（户政）: {counter: household, unit: 示例单位, phone: 0757-80000100}
defaults:
  department: 公安（户政）
  counter_steps: [1、到窗口；]
  online_steps: [1、到终端；]
  fee: 不收费
  time_limit: 当场办结
  offices: [禅城区]
fields:
  name:
    label: 姓名
    kind: name
    from_card: name
materials:
  register:
    title: 居民户口簿
    required: true
""",
    "readings.yaml": "曾用名: ceng yong ming\n",
    "places/chancheng.yaml": """\
district: 禅城区
offices:
  chancheng-1:
    counter: household
    name: 祖庙街道户政窗口
    address: 示例路1号
    hours: 周一至周五
    phone: 0757-80000101
  chancheng-2:
    counter: household
    name: 张槎街道户政窗口
    address: 示例路2号
    hours: 周一至周五
    phone: 0757-80000102
""",
    "items/id-card.yaml": """\
title: 居民身份证办理
audience: person
category: 居民身份证
keywords: [二代证]
target: 居民
conditions: 无
materials_text: 1、居民户口簿。
basis: 示例法
materials:
  - use: register
form:
  - use: name
  - key: business
    label: 办理类型
    kind: choice
    choices: {first: 首次申领, renew: 换领}
  - key: reason
    label: 换领原因
    kind: text
    visible_if: {business: renew}
""",
    "items/seal.yaml": """\
title: 公章刻制备案
audience: enterprise
category: 印章与许可
can_apply: false
target: 企业
conditions: 无
materials_text: 1、营业执照。
basis: 示例法
offices: [chancheng-2]
""",
}


def lay(folder: Path) -> Path:
    """Write the files; the source folder is returned."""
    source = folder / "catalogue"
    for name, text in FILES.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, encoding="utf-8")
    return source


def line_of(name: str, text: str) -> int:
    """The line, from 1, where `text` first stands in a file as laid."""
    return FILES[name][:FILES[name].index(text)].count("\n") + 1


def change(source: Path, name: str, old: str, new: str) -> None:
    """Replace one place of a file."""
    before = (source / name).read_text(encoding="utf-8")
    assert before.count(old) == 1, old
    (source / name).write_text(before.replace(old, new), encoding="utf-8")
