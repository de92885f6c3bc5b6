"""An invented item, page and receipt for the screens' SAMPLES. People are in ui/people.py; nobody here exists."""

from __future__ import annotations

import pygame

from rules.items import (
    Audience, Branch, Choice, Condition, Field, FieldKind, Item, Material, Office, ScanRule,
)
from ui.vectors import rasterise
from wire.messages import Accepted, PageScanned

OFFICES = (
    Office(key="zumiao", name="祖庙街道行政服务中心", district="禅城区", address="佛山市禅城区示例一路1号",
           hours="周一至周五 9:00-12:00，14:00-17:30", phone="0757-00000001"),
    Office(key="shiwan", name="石湾镇街道行政服务中心", district="禅城区", address="佛山市禅城区示例二路22号",
           hours="周一至周五 9:00-12:00，14:00-17:30", phone="0757-00000002"),
    Office(key="zhangcha", name="张槎街道行政服务中心", district="禅城区", address="佛山市禅城区示例三路333号",
           hours="周一至周五 9:00-12:00，14:00-17:30；周六 9:00-12:00", phone="0757-00000003"),
)

ITEM = Item(
    key="resident-id-card", title="居民身份证办理", audience=Audience.PERSON, category="户政", department="公安",
    target=("居民",),
    conditions=("无",),
    materials_text=("1、居民户口簿；", "2、居民身份证；", "3、数字相片质量检测回执及相关的材料。"),
    counter_steps=(
        "1、申请人带齐所需资料到窗口提出申请；",
        "2、窗口工作人员审核申请材料，资料齐全则并发给受理回执，不齐全则告知申请人所缺资料；",
        "3、负责审批工作的科室对申请材料进行审查；",
        "4、所属审批部门审批、核准；",
        "5、若办理通过窗口工作人员将相关批准文件发给申请人;不通过则通知申请人没通过申请并告知原因。",
    ),
    online_steps=("1、办事人登陆网上办事大厅注册；", "2、选择事项，填写申报信息，提交材料；", "3、等候审核结果。"),
    fee=("申领免费，补领 40 元",), time_limit=("20 个工作日",), basis=("《中华人民共和国居民身份证法》",),
    unit="佛山市公安局禅城分局", phone="0757-00000000",
    materials=(
        Material(key="household-register", title="居民户口簿", required=True, note="首页和本人页",
                 scan=ScanRule(how="打开到本人页，正面朝下，靠左上角放好。")),
        Material(key="photo-receipt", title="数字相片质量检测回执", required=False,
                 scan=ScanRule(how="正面朝下，靠左上角放好。")),
    ),
    form=(
        Field(key="name", label="姓名", kind=FieldKind.NAME, from_card="name"),
        Field(key="number", label="公民身份号码", kind=FieldKind.ID_NUMBER, from_card="number", max_length=18),
        Field(key="reason", label="办理原因", kind=FieldKind.CHOICE, choices=(
            Choice(value="first", label="首次申领"), Choice(value="expired", label="有效期满换领"),
            Choice(value="lost", label="丢失补领"))),
        Field(key="lost-on", label="丢失日期", kind=FieldKind.DATE,
              visible_if=Condition(field="reason", values=("lost",))),
        Field(key="phone", label="联系电话", kind=FieldKind.PHONE, max_length=11),
        Field(key="address", label="现住址", kind=FieldKind.ADDRESS, max_length=60),
    ),
    offices=OFFICES,
)

REGION = Field(
    key="region", label="所在街道（镇）", kind=FieldKind.CASCADE, levels=("省", "市", "区（县）", "街道（镇）"), branches=(
        Branch(label="广东省", below=(
            Branch(label="佛山市", below=(
                Branch(label="禅城区", below=tuple(
                    Branch(label=name) for name in ("祖庙街道", "石湾镇街道", "张槎街道", "南庄镇"))),
                Branch(label="南海区", below=(Branch(label="桂城街道"), Branch(label="九江镇"))),
                Branch(label="顺德区", below=(Branch(label="大良街道"),)),
                Branch(label="三水区"), Branch(label="高明区"),
            )),
            *(Branch(label=f"示例{number}市") for number in "一二三四五六七八九"),
            Branch(label="清远市", below=(Branch(label="连山壮族瑶族自治县"), Branch(label="连州市"))),
            *(Branch(label=f"示范{number}市") for number in "一二三四五六七"),
        )),
    ),
)

PAGE = PageScanned(page="sample_page_token_0001", width=1240, height=1754)
ACCEPTED = Accepted(number="FS01-261123-0007-C", at="2026-11-23T09:47:12", waiting=False)


def page_picture() -> pygame.Surface:
    """A scanned page of an invented document."""
    rows = "".join(
        f'<path d="M150 {y}h{900 - (y * 7) % 260}" stroke="#3C4B6B" stroke-width="16" stroke-opacity="0.55"/>'
        for y in range(480, 1500, 84)
    )
    return rasterise(
        '<svg xmlns="http://www.w3.org/2000/svg" width="1240" height="1754"><rect width="1240" height="1754" '
        f'fill="#FDFCF8"/><path d="M370 250h500" stroke="#14213D" stroke-width="44"/>{rows}'
        '<circle cx="930" cy="1420" r="120" fill="none" stroke="#C8102E" stroke-width="14" stroke-opacity="0.8"/>'
        '</svg>',
        620, 877,
    )
