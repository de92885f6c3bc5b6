"""Every text that a screen or a failure needs is there, and the fonts have all its characters."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.errors import Code
from launch.languages import complaints
from tests.ui.stages import ASSETS, PaperStage
from ui.kit import Kit
from ui.manner import Language, Manner
from ui.strings import Strings, StringsError
from wire.values import Act, Failure

BUS_CODES = (
    "request.malformed", "request.not_permitted", "request.too_many", "request.no_visit", "request.busy",
    "request.timed_out", "request.canceled", "request.peer_gone", "hall.offline", "hall.not_found", "item.not_found",
    "form.invalid", "seal.disk_full", "seal.too_many", "seal.no_card", "seal.key_missing", "document.not_found",
    "catalogue.broken",
)


@pytest.mark.parametrize("code", [*(code.value for code in Code), *BUS_CODES])
def test_every_failure_says_what_happened_and_what_to_do(paper: PaperStage, code: str) -> None:
    assert paper.stage.kit.strings.has(f"failure.{code}")
    trouble = paper.stage.trouble(Failure(code=code, act=Act.NOBODY))
    assert trouble.what and not trouble.what.endswith("。")
    assert trouble.now.endswith("。") and "请" in trouble.now or trouble.now.startswith("不影响")
    assert trouble.code == code


def test_a_code_nobody_knows_still_has_words(paper: PaperStage) -> None:
    trouble = paper.stage.trouble(Failure(code="moon.full", act=Act.NOBODY))
    assert trouble.what == "这项功能暂时不能使用"
    assert trouble.code == "moon.full"


def test_every_crumb_is_there(kit: Kit) -> None:
    assert kit.strings.say("crumbs.person") == "个人办事"
    assert kit.strings.say("crumbs.enterprise") == "企业办事"


def test_a_missing_text_names_its_key_and_file(kit: Kit) -> None:
    with pytest.raises(StringsError, match=r"zh-Hans\.toml.*home\.nothing"):
        kit.strings.say("home.nothing")


def test_a_place_without_value_is_named(kit: Kit) -> None:
    with pytest.raises(StringsError, match="seconds"):
        kit.strings.say("frame.seconds", minutes=5)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "zh-Hans.toml"
    broken.write_text('[home]\nhall = "网上\n', "utf-8")
    with pytest.raises(StringsError, match=r"zh-Hans\.toml"):
        Strings.load(broken)
    broken.write_text("[home]\nhall = 1\n", "utf-8")
    with pytest.raises(StringsError, match="home"):
        Strings.load(broken)


def test_the_operators_guide_is_kept_to_the_letter(kit: Kit) -> None:
    say = kit.strings.say
    assert say("frame.notice") == "提示：您随时可以点击“返回首页”，"
    assert say("frame.seconds", seconds=300) == "300秒"
    assert say("frame.position") == "现在的位置："
    assert say("frame.mark") == "市|民|之|窗"
    assert (say("frame.help"), say("frame.home"), say("frame.code")) == ("操作说明", "返回首页", "扫描条码")
    assert say("warning.title") == "您还在办理吗？"
    assert say("notice.agree") == "我已阅读并确认上述《终端申报注意事项》。"
    assert say("notice.hint") == "以上是终端申报的注意事项，请认真阅读后，点击确认按钮。"


def test_every_language_has_every_text_with_the_same_places_and_lines() -> None:
    assert complaints() == []
    assert {path.stem for path in (ASSETS / "strings").glob("*.toml")} == {language.value for language in Language}


def test_a_missing_text_is_named_with_its_file(tmp_path: Path) -> None:
    for name in ("zh-Hans", "zh-Hant", "en"):
        (tmp_path / f"{name}.toml").write_text('[search]\n' + "".join(f'common{n} = "护照"\n' for n in range(1, 6)))
    with (tmp_path / "zh-Hans.toml").open("a") as file:
        file.write('place = "{city}，{street}"\nlines = """一\n二"""\nback = "返回"\n')
    with (tmp_path / "en.toml").open("a") as file:
        file.write('place = "{city}"\nlines = "one"\nold = "old"\n')
    assert complaints(tmp_path)[0] == "zh-Hant.toml: no text for search.place: {city}，{street}"
    assert [line for line in complaints(tmp_path) if line.startswith("en")] == [
        "en.toml: no text for search.back: 返回", "en.toml: search.old is not in zh-Hans.toml",
        "en.toml: search.place must have the places ['city', 'street'], not ['city']",
        "en.toml: search.lines must have as many lines as in zh-Hans.toml",
    ]


@pytest.mark.parametrize("language", Language)
def test_fonts_have_every_character_of_every_language(language: Language) -> None:
    kit = Kit.load(ASSETS, Manner(language=language))
    texts = "".join(kit.strings.say(key) for key in kit.strings.keys()).replace("\n", "")
    styles = (kit.theme.type.body, kit.theme.type.body_medium, kit.theme.type.body_bold)
    assert [kit.type.missing(texts, style) for style in styles] == ["", "", ""]


def test_no_text_is_wider_in_traditional_characters(kit: Kit) -> None:
    """So that what fits in 简体, of which every sample is drawn, fits in 繁體."""
    other = Kit.load(ASSETS, Manner(language=Language.TRADITIONAL)).strings
    say, style = kit.strings.say, kit.theme.type.body

    def width(text: str) -> int:
        return max(kit.type.width(line, style) for line in text.split("\n"))

    assert [key for key in kit.strings.keys() if width(other.say(key)) > width(say(key))] == []


def test_every_failure_has_two_sentences_in_every_language() -> None:
    for language in Language:
        strings = Kit.load(ASSETS, Manner(language=language)).strings
        failures = [strings.say(key) for key in strings.keys() if key.startswith("failure.")]
        assert len(failures) > 50 and all(len(text.split("\n")) == 2 for text in failures)
