"""The people whose cards lie in the desk's drawer. All are invented: names, numbers, addresses, dates."""

from emulated.faults import Refused
from emulated.idcard_text import Card, check_character, passport_check


def _numbered_2017(first_14: str) -> str:
    return first_14 + passport_check(first_14)


def _numbered(first_17: str) -> str:
    return first_17 + check_character(first_17)


_PEOPLE = (
    Card("张三", "男", "01", "19900307", "浙江省杭州市西湖区文三路虚构弄12号3幢402室", _numbered("33010619900307421"),
         "杭州市公安局西湖分局", "20180612", "20380612", note="resident"),
    Card("李四", "女", "01", "19851124", "北京市东城区假想胡同7号", _numbered("11010119851124302"),
         "北京市公安局东城分局", "20150309", "20350309", note="resident"),
    Card("王㛃", "女", "01", "19970519", "湖南省长沙市岳麓区样例路88号", _numbered("43010419970519262"),
         "长沙市公安局岳麓分局", "20220118", "20320118", note="rare character, CJK extension A"),
    Card("陈𬭎", "男", "11", "20010830", "辽宁省沈阳市沈河区示例街5号", _numbered("21010320010830513"),
         "沈阳市公安局沈河分局", "20200901", "20300901", note="rare character beyond the BMP: a surrogate pair"),
    Card("阿卜杜热合曼·买买提明", "男", "05", "19781002", "新疆维吾尔自治区乌鲁木齐市天山区虚拟巷3号",
         _numbered("65010219781002471"), "乌鲁木齐市公安局天山区分局", "20120725", "20320725", note="long name with ·"),
    Card("周过期", "男", "03", "19930211", "江苏省南京市玄武区旧日里1号", _numbered("32010219930211081"),
         "南京市公安局玄武分局", "20090401", "20190401", note="expired"),
    Card("吴长青", "女", "15", "19550915", "湖北省恩施市虚构乡样板村2组", _numbered("42280119550915064"),
         "恩施市公安局", "20080516", "长期", note="valid for ever"),
    Card("郑小宝", "男", "01", "20150601", "广东省广州市越秀区童话路6号", _numbered("44010420150601315"),
         "广州市公安局越秀分局", "20240110", "20290110", note="a child, card of five years"),
    Card("孙迁居", "男", "01", "19880423", "四川省成都市武侯区老屋街9号", _numbered("51010719880423257"),
         "成都市公安局武侯分局", "20160707", "20360707", new_address="四川省成都市锦江区新居路21号", fingerprints=2,
         note="address changed since; two fingerprints"),
    Card("", "男", birth="19790214", number=_numbered_2017("GBR11007902140"), country="GBR", start="20180301",
         end="20280301", kind="I", english_name="SMITH, JOHN WILLIAM", version="01", issuer="1500",
         note="foreigner's permanent residence card before 2023, no Chinese name"),
    Card("马丁", "男", birth="19850214", number=_numbered("93325019850214003"), country="FRA", start="20231201",
         end="20331201", kind="Y", english_name="MARTIN, JEAN-BAPTISTE ALEXANDRE EMMANUEL", issue_count="00",
         old_number="A12", note="foreigner's permanent residence card of 2023, a long English name"),
    Card("何港生", "女", birth="19940823", address="广东省深圳市福田区模拟大道30号", number=_numbered("81000019940823002"),
         issuer="深圳市公安局福田分局", start="20190918", end="20240918", kind="J", pass_number="H01234567",
         issue_count="01", note="residence permit, Hong Kong; expired"),
    Card("林台安", "男", birth="19830716", address="福建省厦门市思明区例证路18号", number=_numbered("83000019830716013"),
         issuer="厦门市公安局思明分局", start="20230505", end="20280505", kind="J", pass_number="01234567",
         issue_count="02", note="residence permit, Taiwan"),
    Card("冯未来", "女", "01", "20080229", "山东省济南市历下区明日街4号", _numbered("37010220080229068"),
         "济南市公安局历下区分局", "20300301", "20400301", note="not yet valid; born on a leap day"),
    Card("欧阳䶮𫖯", "男", "43", "19991231", "云南省大理市示范镇长名路1号", _numbered("53290119991231155"),
         "大理市公安局", "20210601", "20410601", note="two characters that few fonts have"),
)


def everyone() -> list[Card]:
    """All cards in the drawer."""
    return list(_PEOPLE)


def card_of(name: str) -> Card:
    """The card of that person. Raises :class:`Refused` with the names there are."""
    for card in _PEOPLE:
        if card.title() == name:
            return card
    raise Refused(f"no card of {name!r} in the drawer; there are: {'、'.join(card.title() for card in _PEOPLE)}. "
                  "A card with other fields can be given as fields.")
