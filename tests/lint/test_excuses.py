"""Each excuse on its own: what it lets pass, and what only looks like it. The match stands between ⟨ and ⟩."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from huashu.lint.excuses import EXCUSES, excused, patterns
from huashu.model.finding import Finding
from huashu.model.needles import needles
from huashu.model.rule import Rule
from huashu.store import recommended, rule_file

ROOT = Path(__file__).parents[2]

INNOCENT = {
    "agreed": ["合约到期以后⟨恢复原价⟩，短信里有", "快递公司⟨下个月要涨价⟩，我们邮费照旧"],
    "given": ["⟨送完为止⟩的是小样，正装一直有", "自提柜⟨先到先得⟩，满了放前台"],
    "goods": [
        "墨水⟨快没了⟩打印会变浅",
        "手表能⟨加微信⟩好友，先在手机上授权",
        "⟨笨蛋⟩存钱罐有两色",
        "开窗以后味道⟨一会儿就没了⟩",
        "⟨拼手速⟩是这个桌游的玩法",
    ],
    "story": [
        "我爷爷开面馆净做⟨亏本⟩生意",
        "⟨亏本⟩的生意做不长久",
        "主播今天素颜，⟨丑成这样⟩大家还来",
        "书里⟨亏本⟩的老板最后翻了身",
        "刚才去抢奶茶券⟨手慢无⟩",
    ],
    "uncured": ["鱼缸里病鱼⟨治疗⟩期间少喂", "椅子调低一格，⟨腰就不酸了⟩", "⟨止痒⟩药膏请问药师"],
    "apart": [
        "您小区的⟨微信群⟩是邻居自己建的",
        "⟨晒图抽奖⟩是平台办的活动",
        "弹出来的广告是浏览器推的，⟨跟我们没有关系⟩",
        "抽奖活动是平台办的，⟨跟我们店没有关系⟩",
    ],
    "asked": [
        "⟨差评删⟩不删由您定",
        "有顾客反馈穿了⟨腰不疼了⟩，这个我们可不敢当",
        "您是想要鞋跟⟨最低的那一款⟩，对吗？",
        "类目⟨销量第一⟩的是哪家我不清楚",
        "您在⟨隔壁店买的那件掉色⟩了，可以找他们",
        "您要⟨最便宜⟩的房型还是带早餐的",
        "⟨央视⟩有没有播过我没查到，不乱说",
        "别家⟨不给退⟩吗，您可以找平台申诉",
        "您⟨在别家踩雷⟩了，真替您心疼",
        "您担心是不是⟨百分百⟩纯棉对吧，我看看吊牌",
        "顾客问有没有⟨防水⟩，我去查一下资料",
        "⟨最便宜⟩的那款是哪款，我帮您找",
        "您更看重⟨最轻⟩的吗",
        "姐妹提到⟨手慢无⟩，放心，库存够",
    ],
    "award": ["2021年在省服装行业协会的比赛里得过⟨金奖⟩", "二〇二三年由市监管局评定为⟨放心店⟩"],
    "counted": [
        "⟨库存紧张⟩，M码还剩17件，L码还剩40件",
        "⟨先到先得⟩，现在还有{库存数}",
        "⟨最后一天⟩，到今晚23:30结束",
        "⟨优惠马上结束⟩，截止12月12日",
    ],
    "declined": [
        "⟨三倍赔⟩偿我没有权限答应，转给专员跟您谈",
        "⟨负离子⟩能不能治鼻炎，目前没有依据，页面也没写",
        "⟨别家的质量⟩我不清楚，只说自家的",
        "⟨私人微信⟩我不方便加",
        "您说戴了能⟨降血压⟩，这个我这里没有依据",
        "有人说这件⟨演员穿过⟩，我核实不了",
        "我们收不到个人⟨转账⟩",
        "您想⟨加微信⟩，我这边加不了，聊天窗口能发视频",
        "⟨红包给我⟩就不用了，照实写个评价就好",
        "⟨删评⟩我们不会提，您放心写",
        "⟨补肾⟩那些都是噱头，我们不写",
        "让我直接⟨转账⟩给您，财务上走不通，退款都是原路",
    ],
    "denied": [
        "没有谁能⟨打包票⟩不超预算",
        "⟨有些店打着我们的旗号卖假货⟩",
        "主播口误说成⟨骨折价⟩了",
        "⟨加微信⟩便宜这种做法没有哈",
        "钱⟨不能转给我个人⟩，您在订单里付",
        "咱们不拉群，也不加⟨私人号⟩",
        "直播间拍的⟨也支持退换，不存在“概不退⟩换”这回事",
        "同事请您⟨删评⟩，这样做是不对的",
        "问⟨好评返⟩多少的，我们不搞这个",
        "说⟨双倍赔⟩您的电话不是我们打的",
        "⟨微信转⟩账没有订单保障",
        "前面答应您⟨双倍赔⟩，这是他说过头了",
        "⟨磁疗⟩、远红外这些词我们详情页里一个也没放",
        "⟨祛斑⟩没有写，注册证上只有防晒",
        "先前答复说⟨打折的不能退⟩，是说错了",
        "⟨不开发票⟩的情况没有，您把抬头发我",
        "说⟨一定能到⟩那是骗您，预计是周五",
        "⟨终身保修⟩不现实，保修两年",
        "⟨不退不换⟩的牌子早撤了",
        "⟨库存紧张⟩是上周的事，现在补货了",
        "⟨手慢无⟩那种话术我们不用",
        "我们店不做⟨好评返现⟩",
        "并非⟨限量⟩，什么时候来都有",
        "不敢说是⟨最好的⟩，但是做得用心",
        "⟨好评返现⟩我们从来不做",
        "这款真不⟨防水⟩，下雨别穿",
        "星级高低⟨评价不影响红包⟩",
    ],
    "doctor": ["皮肤发痒先停穿，去医院看看，该⟨治疗⟩就治疗", "⟨关节炎⟩这种事请听一下医生的，问一下医生更放心"],
    "eased": ["⟨拍错了⟩很常见", "可能是您⟨没留意⟩", "是您⟨自己洗的⟩还是送洗的呀"],
    "filled": ["活动到{活动截止时间}，⟨明天恢复原价⟩", "⟨原价⟩{应付价}，现在照订单页"],
    "explained": ["所谓⟨分拨⟩，就是大站把件分到小站", "页面上“⟨揽收⟩”的意思是取走了"],
    "fiction": [
        "世界上⟨最大的⟩动物是蓝鲸",
        "⟨隔壁老王是喜剧里的角色，骗人⟩的桥段",
        "漫画里⟨最强⟩的角色",
        "“⟨货物出门，概不退⟩换”是道具小招牌",
        "密室主题叫⟨万无一失⟩",
    ],
    "goal": ["我们一直朝着⟨最好的⟩方向努力", "把每个包裹送到⟨百分百⟩满意，是大家的心愿"],
    "helped": ["⟨填错了⟩，我马上改", "⟨自己量⟩一下，量好发我"],
    "limited": [
        "这款九月第二周在本店针织类目⟨销量第一⟩",
        "{统计日期}的店内排行里它是⟨第一⟩",
    ],
    "next-step": ["米色暂时⟨没货⟩，我帮您登记到货提醒", "单件⟨降不了⟩，两件一起拍可以用满减吗"],
    "on-platform": ["银行卡⟨转账⟩是收银台里的网银支付", "企业订单在结算页选⟨转账⟩"],
    "own": [
        "今天的四口锅，左手这口⟨最轻⟩",
        "同款里灰色⟨最耐脏⟩",
        "咱家这三条裤子里，2号⟨最显腿长⟩",
        "我们家⟨最轻⟩的一双就是它",
        "这是我能申请到的⟨最大优惠⟩了",
    ],
    "policy": [
        "食品类⟨拆封后不退⟩，没拆封七天内都能退",
        "报纸期刊⟨不适用无理由退⟩货",
        "软件激活后⟨不支持无理由退⟩",
        "刻名字的⟨不支持退换⟩，下单前请您确认",
        "超过七天就⟨不支持无理由退⟩了",
        "剪了吊牌⟨不能退⟩哦",
    ],
    "proof": ["这件⟨防水⟩，水洗标上写着等级", "⟨抗菌⟩的检测报告编号是{报告编号}"],
    "quoted": [
        "“佛系”“⟨拉倒⟩”两款贴纸",
        "您截图里“⟨概不退换⟩”那张牌子不是我们的",
        "这双的配色名叫“⟨绝对⟩零度”",
        "欢迎“⟨天下第一⟩馋”进直播间",
        "《⟨最美⟩的你》这首歌",
        "吊牌上印着「⟨独一无二⟩」四个字",
    ],
    "sorry": ["是我们⟨没说清楚⟩，向您道歉"],
    "statutory": [
        "不是正品，我们依法⟨退一赔⟩三",
        "食品安全法第一百四十八条规定的⟨十倍赔⟩偿",
        "⟨退一赔三⟩是消法写的",
        "国标里⟨最高级⟩别就是A类",
        "鞋盒上印着⟨特级⟩一等品",
    ],
    "supposed": ["要是地址⟨改不了⟩，到站再转", "担心⟨买不到⟩的话，可以先收藏"],
    "tip": [
        "真丝⟨面料最好⟩用冷水手洗",
        "⟨最安全⟩的办法是在订单里付款",
        "您⟨首选⟩平时的码",
        "怎么拍⟨最划算⟩我帮您算",
        "两件一起拍⟨最划算⟩",
        "羊毛衫洗的时候⟨最安全⟩是用冷水",
    ],
    "told": ["您反映⟨快递员乱扔⟩，我转给网点", "您说邻居骂您⟨神经病⟩", "那位客服骂您⟨抠门⟩，主管已经找他谈了"],
    "warned": [
        "有人私信您说是主播助理让您⟨转账⟩的，都不要信",
        "请勿⟨私下付⟩款",
        "客服不会让您⟨加微信⟩",
        "让您⟨扫码进群⟩的是骗子",
        "任何要求您⟨线下转⟩账的消息都要举报",
        "谁拉您⟨进群⟩返利都别信",
    ],
    "wished": [
        "那位妈妈说女儿是⟨全世界最可⟩爱的宝贝",
        "您家宝宝⟨最棒⟩",
        "您的认可是⟨最好的⟩鼓励",
        "祝您天天都是⟨最美⟩的样子",
        "您是⟨最棒⟩的妈妈",
    ],
}
GUILTY = {
    "agreed": ["会员都囤一点，⟨次月恢复原价⟩续费也贵", "⟨明天恢复原价⟩"],
    "given": ["前50名有赠品，⟨先到先得⟩", "⟨先到先得⟩，喜欢就拍"],
    "goods": ["手表的链接您⟨加微信⟩找我", "您⟨笨蛋⟩"],
    "story": ["这件我们⟨亏本⟩卖", "您冲我⟨嚷什么嚷⟩", "我妈都说这条裙子⟨手慢无⟩"],
    "uncured": ["戴上护膝休息两天，⟨关节不疼了⟩", "贴上它⟨治疗⟩"],
    "apart": [
        "业主都在的⟨微信群⟩，进群有优惠",
        "快递是平台发的，⟨跟我们店没有关系⟩",
        "货是平台发的，⟨跟我们没关系⟩，活动也一样",
    ],
    "asked": [
        "有顾客反馈穿了⟨腰不疼了⟩",
        "我跟您说这批走了⟨再没第二批⟩",
        "您写⟨好评我送您⟩袜子",
        "您写⟨好评返现⟩",
        "您问的这款就是⟨全网最低⟩",
        "大家都说它⟨最舒服⟩",
        "您想想⟨全网最低⟩，动心吗",
        "您说的⟨那个牌子就是贴牌⟩",
        "您要的⟨全网最低⟩来了",
        "您⟨在他家买准后悔⟩",
    ],
    "award": ["荣获⟨行业第一⟩", "2021年我们就是⟨销量第一⟩"],
    "counted": ["⟨只剩最后⟩一件了，赶紧", "⟨库存不多⟩，三条裤子里它最抢手"],
    "declined": [
        "⟨负离子⟩对身体好，没有依据我们不会说",
        "⟨加微信⟩便宜，平台上不方便说",
        "⟨加我微信⟩，这里我不方便发",
        "⟨微信转账⟩吧，平台我们收不了",
        "⟨私下付⟩我不告诉平台",
        "⟨加微信⟩吧，这里我发不了视频",
        "⟨加微信⟩运费就不用您出",
        "让我给您⟨最好的⟩服务",
        "⟨抗癌⟩都不是吹的",
        "⟨微信转账⟩我不收手续费",
        "⟨全网最低⟩价我给不了别人",
        "⟨全网最低⟩，我不敢说第二家没有",
    ],
    "denied": [
        "⟨全网最低⟩价，别家没有的，您放心拍",
        "这件⟨绝对不掉⟩色，我们没做过假货",
        "⟨能治⟩脚气，不是同行的那种",
        "⟨给好评返⟩五元，别当回事",
        "⟨加我微信⟩拿优惠，店里没放这个价",
        "不⟨加微信⟩就没有优惠",
        "您先⟨删评⟩，这样做对大家都好",
        "钱⟨不走平台，打给我⟩就行",
        "⟨微信转⟩账没有手续费",
        "⟨全网最低⟩这种话我们敢说，别人不敢",
        "⟨磁疗⟩没写上去，效果一样有",
        "⟨抗癌⟩这些说法都不是吹的",
        "⟨特价不退⟩，是您看错了",
        "⟨加微信⟩吧平台上不行",
        "我说⟨一定能到⟩，不会骗您",
        "⟨最低价⟩的说法没有水分",
        "难道不是⟨最低价⟩吗",
        "不是⟨最低价⟩我给您退差价",
        "不只是⟨第一⟩，还是唯一",
        "没有谁能比，⟨全网第一⟩",
        "这是不是⟨全网第一⟩，您比比就知道",
        "不是我吹，⟨顶级⟩",
    ],
    "doctor": ["不用去医院，穿它就能⟨治疗⟩", "比看医生管用，⟨治脚气⟩"],
    "eased": ["您⟨拍错了⟩，没办法"],
    "filled": ["{称呼}您好，⟨明天恢复原价⟩", "今晚12点后⟨恢复原价⟩"],
    "explained": ["⟨工单⟩就不要再催了", "⟨工单⟩已经派给师傅"],
    "fiction": ["小游戏里领⟨最大优惠⟩", "电影同款⟨最显瘦⟩", "说明书里写了⟨能治⟩脚气"],
    "goal": ["我们努力到今天，已经是⟨行业第一⟩", "目标明确，⟨全网最低⟩"],
    "helped": ["您⟨自己看⟩，找我也没用", "⟨自己看⟩，我跟您说过了"],
    "limited": ["本店⟨销量第一⟩", "10月1日⟨销量第一⟩"],
    "next-step": ["这个⟨办不了⟩，真的", "⟨改不了⟩就是改不了"],
    "on-platform": ["不用走收银台，⟨转账⟩给我们就行", "收银台打不开的话⟨转账⟩", "付款页贵，⟨微信转账⟩便宜"],
    "own": [
        "这四口锅都是⟨最轻⟩的",
        "中间这件⟨最值得入手⟩",
        "这是我们家⟨最好的⟩一款",
        "这三款里它⟨最好的⟩",
        "三款里它做到全网⟨最轻⟩",
    ],
    "policy": [
        "报纸期刊⟨概不退⟩换",
        "软件⟨不支持无理由退⟩，坏了也不退",
        "特价商品⟨不支持无理由退⟩",
        "试穿过就⟨不给退⟩",
    ],
    "proof": ["面料⟨抗菌⟩，放心穿", "我保证⟨防水⟩"],
    "quoted": [
        "我们是“⟨全网第一⟩”",
        "“⟨顶级⟩”面料，放心",
        "⟨全网最低⟩，您说“好”就行",
        "您放心拍，“⟨最便宜⟩”就是我们店",
        "“⟨全网最低⟩价”，错过今天就没了",
        "同事说这件⟨绝对保真⟩，我讲这话是真的",
    ],
    "sorry": ["您⟨没说清楚⟩，再发一遍"],
    "statutory": [
        "查到假货我们⟨退一赔⟩三",
        "依法经营，我们⟨最高级⟩",
        "法律咱不谈，⟨十倍赔⟩您",
        "我们的面料是⟨最高级⟩",
        "达到国标⟨最高级⟩的也只有我们",
    ],
    "supposed": ["⟨改不了⟩，您别问了", "如果您喜欢，可以看看，真的⟨没货⟩"],
    "tip": ["我们家⟨面料最好⟩", "这是送礼⟨首选⟩", "怎么穿都⟨最显瘦⟩"],
    "told": ["您说⟨怪谁⟩", "我们客服觉得您⟨抠门⟩"],
    "warned": [
        "别信别家，⟨加微信⟩给您优惠",
        "有人已经领了，⟨加微信⟩找我",
        "不要错过，⟨私下付⟩便宜",
        "遇到问题⟨加微信⟩",
    ],
    "wished": ["祝您买到我们家⟨最美⟩的裙子", "祝您愉快，我们是⟨最好的⟩店", "跟您说实话这款⟨顶级⟩面料"],
}


def excuses(name: str, marked: str) -> bool:
    start, end = marked.index("⟨"), marked.index("⟩") - 1
    return excused([name], marked.replace("⟨", "").replace("⟩", ""), start, end)


def test_the_names_are_those_of_the_schema_and_each_is_tried() -> None:
    schema = json.loads((ROOT / "schemas" / "rule.schema.json").read_text("utf-8"))
    assert schema["$defs"]["excuse"]["items"]["enum"] == list(EXCUSES)
    assert list(EXCUSES) == sorted(EXCUSES) == sorted(INNOCENT) == sorted(GUILTY)


@pytest.mark.parametrize(("name", "say"), [(name, say) for name, says in INNOCENT.items() for say in says])
def test_excused(name: str, say: str) -> None:
    assert excuses(name, say)


@pytest.mark.parametrize(("name", "say"), [(name, say) for name, says in GUILTY.items() for say in says])
def test_not_excused(name: str, say: str) -> None:
    assert not excuses(name, say)


@pytest.mark.parametrize("name", EXCUSES)
def test_the_example_in_the_registry_is_excused_and_its_counterexample_not(name: str) -> None:
    assert excuses(name, EXCUSES[name].example)
    assert not excuses(name, EXCUSES[name].counterexample)


@pytest.mark.parametrize("name", EXCUSES)
def test_the_page_shows_each_excuse_as_the_registry_has_it(name: str) -> None:
    page = (ROOT / "docs" / "excuses.md").read_text("utf-8")
    line = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
    assert [EXCUSES[name].example, EXCUSES[name].counterexample] == [cell.strip() for cell in line.split("|")[3:5]]


def test_an_excuse_holds_in_its_own_sentence_only() -> None:
    assert not excuses("denied", "我们没有骗您。⟨全网第一⟩")
    assert not excuses("wished", "祝您愉快！⟨最美⟩的裙子")
    assert excuses("proof", "这件⟨防水⟩。水洗标上写着")  # proof may follow in the next sentence


def test_traditional_characters_are_seen_through() -> None:
    assert excuses("denied", "我們沒有⟨好評返現⟩")


def test_no_name_excuses_nothing() -> None:
    assert not excused([], "我们没有第一", 4, 6)


def test_a_rule_drops_the_matches_that_its_excuses_hold_for(
    rule: Callable[[str], Rule], judge: Callable[..., tuple[Finding, ...]]
) -> None:
    lines = "id: law/x\ncheck: existence\nwith:\n  words:\n    - 第一\n  excuse:\n    - denied\n"
    say = "id: dialogue/a\ntitle: 标题\nowner: cs\nreview_by: 2027-01-01\nchannels:\n  - livechat\nreplies:\n  - say: |-\n      "
    file = ("scripts/dialogue/a.yaml", (say + "我们不是第一，他们说第一\n").encode())
    assert [finding.start.column for finding in judge([rule(lines)], file)] == [17]
    counted = lines.replace("existence", "occurrence").replace("with:\n", "with:\n  max: 1\n")
    assert judge([rule(counted)], file) == ()
    assert len(judge([rule(counted.replace("  excuse:\n    - denied\n", ""))], file)) == 1


def test_an_excuse_that_a_law_rule_names_is_needed_by_its_examples() -> None:
    named = {excuse for rule_ in rule_file.read_folder(ROOT, "rules").values() for excuse in rule_.words("excuse")}
    assert named == set(EXCUSES)  # that each one is needed by an example of its rule is held by tests/rules


def test_no_pattern_waits_for_words_that_a_match_need_not_hold() -> None:
    texts = [text for sentences in INNOCENT.values() for text in sentences]
    texts += [text for excuse in EXCUSES.values() for text in (excuse.example, excuse.counterexample)]
    met = 0
    for pattern in patterns():
        for text in texts:
            if re.search(pattern, text, re.DOTALL):
                met += 1
                assert all(any(word in text for word in words) for words in needles(pattern)), (pattern, text)
    assert met > 200


def test_what_patterns_wait_for_is_kept_as_it_was_worked_out() -> None:
    kept = recommended.guards()  # empty where huashu was not built
    found = {pattern: tuple(map(sorted, needles(pattern))) for pattern in kept}
    assert found == {pattern: tuple(map(sorted, words)) for pattern, words in kept.items()}
