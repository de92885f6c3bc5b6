"""What people type letter by letter, without spaces, stands first or nearly so.

The first table is made of words that the dictionary gives weight on purpose. The second is everyday language;
what of it no list of ours holds shows that those weights have not pushed everything else down.
"""

from launch.dictionary.build import OWN_PHRASES
from tests.ui.engines import CHECKOUT
from ui.ime.engine import Composition

GOVERNMENT = {
    "身份证": "shenfenzheng", "居民身份证": "juminshenfenzheng", "居民身份证办理": "juminshenfenzhengbanli",
    "户口": "hukou", "户口簿": "hukoubu", "居民户口簿": "juminhukoubu", "居住证": "juzhuzheng",
    "居住证办理": "juzhuzhengbanli", "出生登记": "chushengdengji", "死亡登记": "siwangdengji",
    "注销户籍": "zhuxiaohuji", "户口迁移": "hukouqianyi", "迁移证": "qianyizheng", "准迁证": "zhunqianzheng",
    "无犯罪记录证明": "wufanzuijiluzhengming", "亲属关系证明": "qinshuguanxizhengming", "曾用名": "cengyongming",
    "港澳通行证": "gangaotongxingzheng", "护照": "huzhao", "签注": "qianzhu", "驾驶证": "jiashizheng",
    "行驶证": "xingshizheng", "营业执照": "yingyezhizhao", "统一社会信用代码": "tongyishehuixinyongdaima",
    "法定代表人": "fadingdaibiaoren", "经办人": "jingbanren", "社会保障卡": "shehuibaozhangka",
    "住房公积金": "zhufanggongjijin", "医疗保险": "yiliaobaoxian", "婚姻登记": "hunyindengji",
    "补领": "buling", "换领": "huanling", "首次申领": "shoucishenling", "受理回执": "shoulihuizhi",
    "办事指南": "banshizhinan", "办事预约": "banshiyuyue", "状态查询": "zhuangtaichaxun", "材料": "cailiao",
    "派出所": "paichusuo", "公安局": "gonganju", "居委会": "juweihui", "不动产登记": "budongchandengji",
    "佛山": "foshan", "佛山市": "foshanshi", "禅城区": "chanchengqu", "祖庙街道": "zumiaojiedao",
    "石湾镇街道": "shiwanzhenjiedao", "张槎街道": "zhangchajiedao", "南庄镇": "nanzhuangzhen",
    "南海区": "nanhaiqu", "顺德区": "shundequ", "北滘镇": "beijiaozhen", "季华路": "jihualu",
    "汾江中路": "fenjiangzhonglu", "番禺区": "panyuqu", "欧阳": "ouyang", "司徒": "situ",
}

EVERYDAY = {
    "今天": "jintian", "天气": "tianqi", "早上": "zaoshang", "朋友": "pengyou", "电影": "dianying", "音乐": "yinyue",
    "吃饭": "chifan", "米饭": "mifan", "牛肉": "niurou", "水果": "shuiguo", "苹果": "pingguo", "超市": "chaoshi",
    "医院": "yiyuan", "感冒": "ganmao", "火车": "huoche", "地铁": "ditie", "机场": "jichang", "高速公路": "gaosugonglu",
    "汽车": "qiche", "自行车": "zixingche", "手机": "shouji", "电脑": "diannao", "网络": "wangluo", "图书馆": "tushuguan",
    "老师": "laoshi", "同学": "tongxue", "考试": "kaoshi", "大学": "daxue", "作业": "zuoye", "数学": "shuxue",
    "历史": "lishi", "中国": "zhongguo", "北京": "beijing", "上海": "shanghai", "长城": "changcheng", "银行": "yinhang",
    "人民币": "renminbi", "价格": "jiage", "便宜": "pianyi", "漂亮": "piaoliang", "高兴": "gaoxing", "喜欢": "xihuan",
    "觉得": "juede", "知道": "zhidao", "希望": "xiwang", "开始": "kaishi", "结束": "jieshu", "问题": "wenti",
    "办法": "banfa", "时候": "shihou", "突然": "turan", "当然": "dangran", "虽然": "suiran", "因为": "yinwei",
    "所以": "suoyi", "已经": "yijing", "可能": "keneng", "应该": "yinggai", "春节": "chunjie", "中秋节": "zhongqiujie",
    "对不起": "duibuqi", "没关系": "meiguanxi", "为什么": "weishenme", "怎么办": "zenmeban", "小朋友": "xiaopengyou",
    "世界杯": "shijiebei", "乱七八糟": "luanqibazao", "一帆风顺": "yifanfengshun", "新年快乐": "xinniankuaile",
    "空调": "kongtiao", "冰箱": "bingxiang", "洗衣机": "xiyiji", "雨伞": "yusan", "衣服": "yifu", "眼镜": "yanjing",
    "钥匙": "yaoshi", "蔬菜": "shucai", "豆腐": "doufu", "茶叶": "chaye", "咖啡": "kafei",
    "生活": "shenghuo", "国家": "guojia", "社会": "shehui", "发展": "fazhan", "活动": "huodong", "研究": "yanjiu",
    "文化": "wenhua", "科学": "kexue", "技术": "jishu", "春天": "chuntian", "世界": "shijie", "人民": "renmin",
    "非常": "feichang", "一起": "yiqi", "事情": "shiqing", "东西": "dongxi", "身体": "shenti", "环境": "huanjing",
}

FUZZY = {
    "身份证": "sengfenzen", "出生登记": "cusengdenji", "受理": "souli", "南海区": "lanhaiqu", "佛山市": "fosansi",
    "禅城区": "cancengqu", "户口": "fukou", "居住证": "juzuzen", "姓名": "xinmin", "顺德区": "sundequ",
}


def _ranks(composition: Composition, words: dict[str, str]) -> list[int]:
    """The place of each word among its candidates, from 1; 1000 when it is not among the first ten."""
    ranks: list[int] = []
    for word, letters in words.items():
        for letter in letters:
            composition.press(letter)
        first = composition.candidates(0, 10)
        ranks.append(first.index(word) + 1 if word in first else 1000)
        composition.clear()
    return ranks


def _share(ranks: list[int], within: int) -> float:
    return sum(rank <= within for rank in ranks) / len(ranks)


def test_words_of_the_services_stand_first(composition: Composition) -> None:
    ranks = _ranks(composition, GOVERNMENT)
    assert _share(ranks, 1) >= 0.98
    assert _share(ranks, 5) == 1.0


def test_everyday_words_are_not_pushed_down(composition: Composition) -> None:
    ours = {line.partition("\t")[0] for name in OWN_PHRASES
            for line in (CHECKOUT / "assets" / "ime" / name).read_text(encoding="utf-8").splitlines()}
    others = {text: code for text, code in EVERYDAY.items() if text not in ours}
    assert len(others) > 50, "much of everyday language is in no list of ours"
    ranks = _ranks(composition, others)
    assert _share(ranks, 1) >= 0.9
    assert _share(ranks, 5) >= 0.98


def test_words_spelled_as_the_south_says_them_are_found(composition: Composition) -> None:
    ranks = _ranks(composition, FUZZY)
    assert _share(ranks, 1) >= 0.8
    assert _share(ranks, 5) == 1.0


def test_an_exact_spelling_comes_before_a_fuzzy_one(composition: Composition) -> None:
    for letter in "hu":
        composition.press(letter)
    first = composition.candidates(0, 8)
    assert "户" in first
    assert not set("副富服付") & set(first)


def test_initials_alone_find_a_word(composition: Composition) -> None:
    for letter in "sfz":
        composition.press(letter)
    assert composition.candidates(0, 1) == ("身份证",)


def test_surnames_are_found_as_they_are_read(composition: Composition) -> None:
    ranks = _ranks(composition, {"冼": "xian", "邝": "kuang", "禤": "xuan", "区": "ou", "仇": "qiu", "解": "xie",
                                 "曾": "zeng", "单": "shan", "查": "zha", "麦": "mai", "岑": "cen", "霍": "huo"})
    assert _share(ranks, 10) == 1.0
