"""Why a word that looks guilty may stand: it is quoted, denied, warned of, proven… A rule names the excuses it grants.

An excuse is judged on the sentence around the match (or on the whole text), in which the match stands between ⟨ and ⟩.
The names are the enum of `excuse` in schemas/rule.schema.json; its descriptions say the same to editors of rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from huashu.lint import occasions
from huashu.lint.cautions import WARNED, WARNED_NEVER
from huashu.lint.comparisons import OWN, OWN_NEVER, TIP, TIP_NEVER
from huashu.lint.courtesies import EASED, EXPLAINED, HELPED, NEXT_STEP, SORRY, SUPPOSED, TOLD
from huashu.lint.denials import DECLINED, DECLINED_NEVER, DENIED, DENIED_NEVER
from huashu.lint.exemptions import FICTION, FICTION_NEVER, LAWFUL, LAWFUL_NEVER, STATUTORY, STATUTORY_NEVER
from huashu.lint.folding import folded
from huashu.lint.mentions import ASKED, ASKED_NEVER, QUOTED, QUOTED_NEVER
from huashu.lint.sought import sought
from huashu.patterns import lazy

_SENTENCE = lazy(r"[。！？!?\n]+")
_HERE = r"[^，,。！？；;、\s⟨⟩]"  # goes on in the same clause
_NEAR = r"[^。！？；;⟨⟩]"  # goes on in the same sentence
_UNIT = "[件双条套个份单盒包款张位名枚]"
_DAY = r"(?:[0-9]{1,2}月[0-9]{1,2}[日号]|[0-9]{1,2}[:：][0-9]{2}|[0-9零一二两三四五六七八九十]+点)"

_FAR = 300  # characters around a match: what stands further off excuses nothing, and a long text must not take long


class Excuse(NamedTuple):
    """One reason. holds: patterns, one of which must be found; never: what takes the excuse away again.

    example: a sentence that is excused; counterexample: one like it that is not. whole: judged on the whole text.
    """

    example: str
    counterexample: str
    holds: tuple[str, ...]
    never: tuple[str, ...] = ()
    whole: bool = False


EXCUSES: dict[str, Excuse] = {
    "agreed": Excuse(
        "首月体验价9.9元，⟨次月恢复原价⟩25元，随时可以取消续费",
        "⟨下个月恢复原价⟩，趁现在拍",
        occasions.AGREED,
        occasions.AGREED_NEVER,
    ),
    "apart": Excuse(
        "评价有礼的京豆是平台发的，⟨跟我们店没有关系⟩",
        "包裹是平台发的，⟨跟我们店没有关系⟩",
        occasions.APART,
        occasions.APART_NEVER,
    ),
    "asked": Excuse(
        "有姐妹问是不是⟨百分百⟩纯棉，我看看吊牌",
        "您问的这款就是⟨全网最低⟩",
        ASKED,
        ASKED_NEVER,
    ),
    "award": Excuse(
        "这款2023年获省服装协会颁发的“⟨顶级⟩工艺”设计奖",
        "我们荣获⟨行业第一⟩的称号",
        (
            r"(?=.*(?:[0-9]{4}|[零〇一二三四五六七八九]{4})年).*"
            r"(?:协会|联合会|委员会|学会|商会|监管局|质检院|检测院|研究院|组委会|博览会|厅|部委)[^。！？；;]{0,26}?"
            r"(?:奖|认证|评为|评定|授予|颁发|评选|认定|命名)",
        ),
    ),
    "counted": Excuse(
        "这款⟨库存不多⟩了，后台显示还有12件",
        "⟨库存不多⟩了，赶紧拍",
        (
            r"\{[^{}]*(?:库存|件数|张数|名额|数量|时间|日期|截止|时限)[^{}]*\}",
            rf"(?:还有|还剩|仅剩|只剩|剩余|剩下|剩|余|库存|现货|一共|只做了?|做了)(?:(?!最后)[^，,。！？\n]){{0,4}}?"
            rf"(?:[0-9]+|[一二两三四五六七八九十百]+)多?\s*{_UNIT}",
            # when there will be more of it
            rf"(?:第[一二三四两]|头[一两]?)批{_NEAR}{{0,40}}⟨",
            r"后台[^。！？⟨⟩]{0,6}⟨[^⟨⟩]*最后⟩[0-9]+[件双条套]",
            rf"⟩[^。！？⟨⟩]{{0,14}}?(?:正|在|去|马上){_HERE}{{0,4}}?(?:核(?:对|实|仓|库|一)|盘点|查库存)",
            rf"⟩{_NEAR}{{0,16}}?(?:明天|明早|明晚|后天|下周|下个?月|下一?批){_NEAR}{{0,8}}?(?:又有|还有|补货|再上|再做|现做|到货)",
            rf"(?:到|至|截止|截至|今晚|明晚|明天|今天|活动){_HERE}{{0,6}}?{_DAY}",
        ),
        whole=True,
    ),
    "declined": Excuse(
        "⟨微信转账⟩我们收不了，您拍补差链接就好",
        "⟨加微信⟩便宜，平台上我们不方便说",
        DECLINED,
        DECLINED_NEVER,
    ),
    "denied": Excuse("鞋子没有⟨治疗⟩作用，脚疼还是要看医生", "这还不是⟨全网最低⟩吗", DENIED, DENIED_NEVER),
    "doctor": Excuse(
        "脚疼先去医院看看，遵医嘱⟨治疗⟩，鞋子慢慢挑",
        "不用去医院，穿它就能⟨治疗⟩",
        (
            r"(?:您|家人|妈妈|爸爸|老人|他|她)[^，。！？⟨⟩]{0,4}(?:在|正|做|接受|去)⟨治疗|(?:去|到|上)(?:正规)?医院|看(?:看)?(?:医生|大夫)|(?:问|咨询|听|请教)(?:一下|下)?(?:医生|大夫|中医师)|就医|就诊|遵医嘱|医嘱|皮肤科|骨科|足科",
        ),
        (r"不用(?:再)?(?:去|看|跑|上)|不必(?:去|看)|省得|比[^，。]{0,8}(?:管用|有效|强|好)|医生(?:都|也)?推荐|免得",),
        whole=True,
    ),
    "eased": Excuse("没关系⟨拍错了⟩改一下就好", "是您⟨拍错了⟩，改不了", EASED),
    "explained": Excuse(
        "我给您开一张⟨工单⟩，就是把情况写下来交给师傅",
        "您的⟨工单⟩就是这样流转的",
        EXPLAINED,
    ),
    "fiction": Excuse(
        "大富翁里⟨银行转账⟩那张卡，抽到的人给左边玩家两百游戏币",
        "玩具区⟨全网最低⟩，游戏里的都有",
        FICTION,
        FICTION_NEVER,
    ),
    "filled": Excuse(
        "活动到{活动截止时间}，之后⟨恢复原价⟩",
        "今晚12点后⟨恢复原价⟩",
        (r"\{[^{}]*(?:时间|日期|截止|期限|价|库存|件数|数量)[^{}]*\}",),
        whole=True,
    ),
    "given": Excuse(
        "⟨先到先得⟩的是试吃名额，没约上的下周还有",
        "赠品⟨先到先得⟩，赶紧下单",
        occasions.GIVEN,
        occasions.GIVEN_NEVER,
        whole=True,
    ),
    "goal": Excuse(
        "把售后做到⟨最好的⟩样子，是我们努力的方向",
        "我们努力到今天，已经是⟨行业第一⟩",
        (
            r"(?:努力|争取|力求|力争|目标|追求|希望|尽力|尽量|朝着|向着|立志|致力于|愿望|期待|想要?做|用心做|奔着)"
            r"(?:(?!已经|今天|成为了|做到了)[^，,。！？；;\s⟨⟩]){0,12}⟨",
            rf"⟩{_NEAR}{{0,14}}?(?:是|就是|才是|也是|一直是)(?:我们|咱们?|小店|本店|大家|店里)?{_HERE}{{0,6}}?"
            r"(?:目标|追求|努力|方向|心愿|愿望|期望|使命|初心)",
            r"(?:尽|拿出|付出)⟨最|(?:用|以)⟨最[大专热]|(?:最大的?|最真诚的?|最)⟨?[^⟨⟩]{0,4}⟩?(?:诚意|努力|耐心|限度)",
        ),
    ),
    "goods": Excuse(
        "手表要⟨加好友⟩，得两块表碰一碰",
        "手表的事您⟨加好友⟩跟我说",
        occasions.GOODS,
        occasions.GOODS_NEVER,
    ),
    "helped": Excuse("您⟨自己看⟩不明白，我教您认", "您⟨自己看⟩吧，都写着", HELPED),
    "limited": Excuse(
        "这双是本店3月1日至3月31日女鞋⟨销量第一⟩的款式，后台有数据",
        "这双是本店⟨销量第一⟩的款式",
        (
            rf"(?=.*(?:[0-9一二三四五六七八九十]{{1,2}}月|第[0-9一二三四五]+[周季]|[0-9]{{4}}年|近[0-9一二三四五六七八九十百两]+[天个]|[0-9]+点|上周|上个?月|\{{[^{{}}]*(?:日期|时间|周期)[^{{}}]*\}}))"
            rf".*(?:本店|店内|店里|我们店|我家|直播间|全店|店铺|门店|咱店){_NEAR}*⟨",
        ),
    ),
    "next-step": Excuse(
        "地址现在⟨改不了⟩，等到站以后我请师傅转送",
        "地址现在⟨改不了⟩，您再看看吧",
        NEXT_STEP,
        whole=True,
    ),
    "on-platform": Excuse(
        "公司采购在收银台选“对公支付”，⟨转账⟩到平台给您的专用账号",
        "收银台太慢了，⟨转账⟩给我吧",
        (
            rf"(?:收银台|付款页|结算页|支付页|网上银行|网银)(?:里|上|的|中|页面)?{_NEAR}{{0,16}}?⟨",
            rf"⟩{_NEAR}{{0,12}}?(?:是|走|在|去|到|选|点)[^，,。⟨⟩]{{0,2}}(?:收银台|付款页|结算页|支付页|网银支付|[“「]?对公支付|平台的?[“「]?(?:企业|对公|公对公|大额)(?:付款|支付|采购|转账))",
            rf"⟩{_NEAR}{{0,24}}?平台(?:会)?(?:给|生成|分配|监管|托管|代收)",
        ),
        (
            r"(?<![都要是])不(?:用|走|要|必|从|经|通过)|绕|私(?!人?(?:账户|账号|户|卡)?[^，。⟨⟩]{0,4}?(?:收不|不收|不能收))|个人(?:账|卡|户|微信|支付宝|收款)|便宜|优惠|返现|(?:直接|单独)⟨|给我|转我|我(?:的|这)?(?:卡|账)|老板|财务|主播|店长|仓管|太?慢|麻烦|[打点]不开|卡(?:住|死|了|顿)|坏|不好用|过来",
        ),
    ),
    "own": Excuse(
        "您看的两双里，帆布那双⟨最轻⟩，皮面那双更挺",
        "这是我们家⟨最好的⟩一款",
        OWN,
        OWN_NEVER,
    ),
    "policy": Excuse(
        "定制刻字的商品下单前会请您确认，⟨不支持无理由退⟩，有质量问题照样负责",
        "特价商品⟨不支持无理由退⟩",
        LAWFUL,
        LAWFUL_NEVER,
        whole=True,
    ),
    "proof": Excuse(
        "面料做过⟨抗菌⟩处理，检测报告编号在详情页",
        "面料⟨抗菌⟩，放心穿",
        (
            r"检测报告|质检报告|检验报告|检测结果|检测数据|报告编号|水洗标|洗唛|洗标|吊牌|合格证|商品页|详情页|执行标准|GB/?T|"
            r"证书|授权书|授权编号|代言人?合同|\{[^{}]*(?:报告|检测|证书|授权)[^{}]*\}|[0-9]mm|[0-9]{4}年.{0,16}(?:奖|认证)",
        ),
        whole=True,
    ),
    "quoted": Excuse(
        "您说朋友告诉您“这家⟨最便宜⟩”，谢谢您朋友",
        "我们是“⟨全网第一⟩”",
        QUOTED,
        QUOTED_NEVER,
    ),
    "sorry": Excuse(
        "让您把同一件事⟨讲了三遍⟩，对不起",
        "我都跟您⟨讲了三遍⟩了",
        SORRY,
        (
            r"谁[让叫]您|不是我们|(?:抱歉|对不起|不好意思)[^。！？⟨⟩]{0,10}⟨(?:[是属责怪跟和与快物]|(?:[您你亲]|自己)[^⟨⟩]*?(?:[错坏丢烂]|看|注意|当))",
        ),
    ),
    "statutory": Excuse(
        "A类是国家标准里⟨最高级⟩别的安全类别，吊牌上印着",
        "面料是⟨最高级⟩的",
        STATUTORY,
        STATUTORY_NEVER,
    ),
    "story": Excuse(
        "我中午去食堂打饭，排骨⟨手慢无⟩，笑死",
        "这条裙子⟨手慢无⟩，笑死",
        occasions.STORY,
        occasions.STORY_NEVER,
    ),
    "supposed": Excuse(
        "如果地址⟨改不了⟩，到站以后再转也行",
        "地址⟨改不了⟩，您别问了",
        SUPPOSED,
    ),
    "tip": Excuse(
        "这款偏大，⟨首选⟩平时的码再小半码",
        "这是送礼⟨首选⟩",
        TIP,
        TIP_NEVER,
    ),
    "told": Excuse("同事说您⟨没素质⟩，这绝不允许", "您真⟨没素质⟩", TOLD),
    "uncured": Excuse(
        "盆栽得了白粉病⟨能治⟩，喷点多菌灵",
        "这双鞋⟨能治⟩脚气",
        occasions.UNCURED,
        occasions.UNCURED_NEVER,
    ),
    "warned": Excuse(
        "凡是让您⟨加微信⟩退款的都是骗子",
        "别信别家的，⟨加微信⟩给您优惠",
        WARNED,
        WARNED_NEVER,
        whole=True,
    ),
    "wished": Excuse(
        "新婚快乐，祝您做⟨最美⟩的新娘",
        "祝您买到我们家⟨最美⟩的裙子",
        (
            r"(?:祝|祝愿|祝福|愿)(?:(?!我们|咱|本店)[^，,。！？；⟨⟩]){0,12}⟨",
            r"(?:您|宝宝|宝贝|孩子|小朋友|女儿|儿子|闺女|妈妈|爸爸|大家|家人们|老师)(?:们|家)?(?:就|真|永远|也|都|才|真的)?(?:是)?(?:全世界|世界上)?⟨最(?:棒|美|漂亮|靓|可爱|牛|厉害|赞|贴心)[^⟨⟩]*⟩",
            r"(?:宝宝|孩子|女儿|儿子|闺女|妈妈|爸爸)[^，。！？⟨⟩]{0,3}⟨(?:全世界|世界上)最[^⟨⟩]*⟩[^，。！？⟨⟩]{0,3}?(?:宝贝|妈妈|爸爸|孩子|人|姑娘)",
            r"⟨最[^⟨⟩]*⟩的?(?:鼓励|支持|回报|肯定|礼物|祝福|陪伴|动力)",
            r"(?:您(?:真是|可真是|家|老公|老婆|对象|妈妈|爸爸|家人)|跟您聊)(?!(?:我们|咱|这[款件双])[^⟨⟩]*)[^，。！？⟨⟩]{0,10}⟨(?![^⟨⟩]*(?:便宜|划算|优惠|低价))",
            r"(?:孩子|宝宝|宝贝|女儿|儿子|小朋友|闺女|娃)[^，。！？⟨⟩]{0,6}⟨(?!最)[^⟨⟩]*⟩(?=[呀啊啦呢了哦，。！]|$)",
            r"您(?:就|永远)?(?:是|做)(?:(?!我们|咱|本店)[^，,。！？；⟨⟩]){0,6}⟨[^⟨⟩]*⟩的?(?:新娘|妈妈|自己|您|宝|仙女|女王|人|一天|顾客)",
        ),
    ),
}


def excused(names: Iterable[str], text: str, start: int, end: int) -> bool:
    """Whether one of the named excuses holds for the match at `start:end` of a text."""
    first = max(0, start - _FAR)
    text, start, end = folded(text[first : end + _FAR]), start - first, end - first
    whole = f"{text[:start]}⟨{text[start:end]}⟩{text[end:]}"
    sentence = _sentence(whole, start, end + 2)
    for name in names:
        excuse = EXCUSES[name]
        around = whole if excuse.whole else sentence
        if _found(excuse.holds, around) and not _found(excuse.never, sentence):
            return True
    return False


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a span, its own closing mark included: a question is known by it."""
    first, last = 0, len(text)
    for stop in _SENTENCE.finditer(text):
        if stop.end() <= start:
            first = stop.end()
        elif stop.start() >= end:
            last = stop.end()
            break
    return text[first:last]


def patterns() -> list[str]:
    """All patterns of all excuses."""
    return sorted({pattern for excuse in EXCUSES.values() for pattern in (*excuse.holds, *excuse.never)})


def _found(patterns: tuple[str, ...], text: str) -> bool:
    return any(sought(pattern).found(text) for pattern in patterns)
