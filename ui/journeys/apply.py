"""网上办理: from 首页 to 受理回执, for a person or an enterprise. 网上预审 takes the same way, without a form."""

from __future__ import annotations

from collections.abc import Mapping

from ui.journey import AUDIENCE, NEXT, Outcome, Station, Step

HALL = Outcome("hall")
"""首页: into 禅城区网上办事大厅."""
ENTERPRISE = Outcome("enterprise")
"""身份信息确认, in 企业办事: on to the enterprise's credit code."""
SEARCH = Outcome("search")
"""查找事项."""
INPUT = Outcome("input")
"""A text is to be written: `answers.editing` says which. The input method ends with BACK."""
QUERY = Outcome("query")
"""查询."""
CHOSEN = Outcome("chosen")
"""An item was touched: `answers.item_key`."""
SCAN = Outcome("scan")
"""Scan the material `answers.material`: 提交材料, 重新扫描, 继续扫描下一页, or a missing one of 材料列表."""
REVISE = Outcome("revise")
"""材料列表: the sealer refused what was filled in; back to the form."""
GUIDED = Outcome("guided")
"""扫描条码: an item's code was read before the card that the item needs; the card comes after its 事项介绍, as it does
after 办事指南."""
REST = Outcome("rest")
"""首页: nobody has come for a while."""
GUIDE = Outcome("guide")
"""办事指南: what items ask for, to be read and printed without a card."""
FOUND = Outcome("found")
"""A code or number names a receipt: `answers.code`."""
BOOKING = Outcome("booking")
"""办事预约."""
STATUS = Outcome("status")
"""状态查询."""
PRECHECK = Outcome("precheck")
"""网上预审."""
SIGN = Outcome("sign")
"""申报信息填写: the item asks for a signature; it comes before the materials."""
RATE = Outcome("rate")
"""退出 with a number in hand: 好差评 first, for whoever likes."""
WITHOUT_FORM = Outcome("without_form")
"""事项办理处, in 网上预审: nothing is filled in, the materials come next."""

APPLY: Mapping[str, Step] = {
    "home": Step("home", ("crumbs.home",), {
        HALL: "hall", REST: "attract", GUIDE: "guide", BOOKING: "booking", STATUS: "lookup", PRECHECK: "precheck",
    }),
    "attract": Step("attract", ("crumbs.home",), {NEXT: "home"}, passing=True),
    "hall": Step("hall", ("crumbs.hall",), {
        NEXT: "card", GUIDE: "guide", BOOKING: "booking", STATUS: "lookup", PRECHECK: "precheck",
    }),
    "precheck": Step("precheck", ("crumbs.precheck",), {NEXT: "card"}),
    "guide": Step("guide", ("crumbs.guide",), {NEXT: "guide_items"}),
    "guide_items": Step("items", ("crumbs.guide", AUDIENCE), {SEARCH: "guide_search", CHOSEN: "guided_intro"}),
    "guide_search": Step("search", ("crumbs.guide", "crumbs.search"), {INPUT: "ime", QUERY: "guide_results"}),
    "guide_results": Step("results", ("crumbs.guide", "crumbs.items"),
                          {SEARCH: "guide_search", CHOSEN: "guided_intro"}),
    "card": Step("card", (AUDIENCE, "crumbs.card"), {NEXT: "identity"}, Station.VERIFY, passing=True),
    "identity": Step("identity", (AUDIENCE, "crumbs.identity"), {NEXT: "items", ENTERPRISE: "enterprise"},
                     Station.VERIFY),
    "enterprise": Step("enterprise", (AUDIENCE, "crumbs.enterprise_code"), {NEXT: "items", INPUT: "ime"},
                       Station.VERIFY),
    "items": Step("items", (AUDIENCE, "crumbs.items"), {SEARCH: "search", CHOSEN: "intro"}, Station.CHOOSE),
    "search": Step("search", (AUDIENCE, "crumbs.search"), {INPUT: "ime", QUERY: "results"}, Station.CHOOSE),
    "ime": Step("ime", (AUDIENCE, "crumbs.ime"), {}, passing=True),
    "results": Step("results", (AUDIENCE, "crumbs.items"), {SEARCH: "search", CHOSEN: "intro"}, Station.CHOOSE),
    "intro": Step("intro", (AUDIENCE, "crumbs.intro"), {NEXT: "notice", BOOKING: "booking_offices"}, Station.READ),
    "notice": Step("notice", (AUDIENCE, "crumbs.notice"), {NEXT: "offices"}, Station.READ),
    "offices": Step("offices", (AUDIENCE, "crumbs.offices"), {NEXT: "form", WITHOUT_FORM: "materials"}, Station.FILL),
    "form": Step("form", (AUDIENCE, "crumbs.form"), {INPUT: "ime", NEXT: "materials", SIGN: "signature"}, Station.FILL),
    "signature": Step("signature", (AUDIENCE, "crumbs.signature"), {NEXT: "materials"}, Station.FILL),
    "materials": Step("materials", (AUDIENCE, "crumbs.materials"), {SCAN: "scan", NEXT: "pages"}, Station.SUBMIT),
    "scan": Step("scan", (AUDIENCE, "crumbs.scan"), {NEXT: "page"}, Station.SUBMIT, passing=True),
    "page": Step("page", (AUDIENCE, "crumbs.page"), {SCAN: "scan", NEXT: "pages"}, Station.SUBMIT, passing=True),
    "pages": Step("pages", (AUDIENCE, "crumbs.pages"), {SCAN: "scan", REVISE: "form", NEXT: "receipt"},
                  Station.SUBMIT),
    "receipt": Step("receipt", (AUDIENCE, "crumbs.receipt"), {RATE: "rating"}, Station.RECEIPT),
    "rating": Step("rating", (AUDIENCE, "crumbs.rating"), {}),
    "help": Step("help", ("crumbs.help",), {}),
    "code": Step("code", ("crumbs.code",), {FOUND: "status", CHOSEN: "intro", GUIDED: "guided_intro"},
                 passing=True),
    "guided_intro": Step("intro", (AUDIENCE, "crumbs.intro"), {NEXT: "guided_card", BOOKING: "booking_offices"}),
    "guided_card": Step("card", (AUDIENCE, "crumbs.card"), {NEXT: "guided_identity"}, Station.VERIFY, passing=True),
    "guided_identity": Step("identity", (AUDIENCE, "crumbs.identity"),
                            {NEXT: "notice", ENTERPRISE: "guided_enterprise"}, Station.VERIFY),
    "guided_enterprise": Step("enterprise", (AUDIENCE, "crumbs.enterprise_code"), {NEXT: "notice", INPUT: "ime"},
                              Station.VERIFY),
}
