"""Why a word that looks guilty may stand: it is quoted, denied, warned of, proven… A rule names the excuses it grants.

An excuse is judged on the sentence around the match (or on the whole text), in which the match stands between ⟨ and ⟩.
The names are the enum of `excuse` in schemas/rule.schema.json; its descriptions say the same to editors of rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from huashu.lint.courtesies import EASED, EXPLAINED, HELPED, NEXT_STEP, SORRY, SUPPOSED, TOLD
from huashu.lint.denials import DECLINED, DECLINED_NEVER, DENIED, DENIED_NEVER
from huashu.lint.exemptions import FICTION, FICTION_NEVER, LAWFUL, LAWFUL_NEVER, STATUTORY, STATUTORY_NEVER
from huashu.lint.folding import folded
from huashu.lint.mentions import ASKED, ASKED_NEVER, QUOTED, QUOTED_NEVER
from huashu.lint.sought import sought
from huashu.text import lazy

_SENTENCE = lazy(r"[。！？!?\n]+")
_HERE = r"[^，,。！？；;、\s⟨⟩]"  # goes on in the same clause
_NEAR = r"[^。！？；;⟨⟩]"  # goes on in the same sentence
_UNIT = "[件双条套个份单盒包款张位名枚]"
_WORK = "(?:口|把|只|台|张|块|支|瓶|盏|幅|顶|个|款|双|件|条|种|色|号|系列|颜色|链接|版型|裤型|鞋型|尺码|快递|号链接)"
# “最” and an attribute that can be seen or felt, not a verdict: these are compared among one's own things
_PLAIN = "(?![好佳优棒强牛火赞高先专])"
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


_FRAUD = "骗子|诈骗|行骗|骗局|冒充|冒名|假冒|自称|谨防|防骗|假客服|陌生短信|陌生电话|以本店名义|以我们的名义"

EXCUSES: dict[str, Excuse] = {
    "apart": Excuse(
        "评价有礼的京豆是平台发的，⟨跟我们店没有关系⟩",
        "包裹是平台发的，⟨跟我们店没有关系⟩",
        (
            r"(?=.*(?:豆|券|红包|奖|礼|短信|通知|广告|活动|弹窗|会员|保险|推送))"
            rf".*(?:平台|银行|支付宝|微信|运营商|第三方|浏览器|手机系统){_NEAR}{{0,6}}?(?:发|送|出|办|推|弹|搞)(?:出来|过来)?的{_NEAR}{{0,16}}?⟨",
        ),
        (r"(?:包裹|快递|货|商品|衣服|鞋|单子?|赔|退|客服)[^，,。⟨⟩]{0,6}(?:平台|银行|第三方|品牌方)",),
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
            rf"(?:[0-9]+|[一二两三四五六七八九十百]+)\s*{_UNIT}",
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
            r"(?:去|到|上)(?:正规)?医院|看(?:看)?医生|(?:问|咨询|听|请教)(?:一下|下)?医生|就医|就诊|遵医嘱|医嘱|皮肤科|骨科|足科",
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
    "helped": Excuse("您⟨自己看⟩不明白，我教您认", "您⟨自己看⟩吧，都写着", HELPED),
    "limited": Excuse(
        "这双是本店3月1日至3月31日女鞋⟨销量第一⟩的款式，后台有数据",
        "这双是本店⟨销量第一⟩的款式",
        (
            rf"(?=.*(?:[0-9一二三四五六七八九十]{{1,2}}月|第[0-9一二三四五]+[周季]|[0-9]{{4}}年|近[0-9一二三两]+[天个]|[0-9]+点|上周|上个?月|\{{[^{{}}]*(?:日期|时间|周期)[^{{}}]*\}}))"
            rf".*(?:本店|店内|店里|我们店|我家|直播间|全店|店铺){_NEAR}*⟨",
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
            rf"⟩{_NEAR}{{0,12}}?(?:是|走|在|去|到|选|点)[^，,。⟨⟩]{{0,2}}(?:收银台|付款页|结算页|支付页|网银支付|[“「]?对公支付)",
            rf"⟩{_NEAR}{{0,24}}?平台(?:会)?(?:给|生成|分配|监管|托管|代收)",
        ),
        (
            r"(?<![都要是])不(?:用|走|要|必|从|经|通过)|绕|私|个人(?:账|卡|户|微信|支付宝|收款)|便宜|优惠|返现|(?:直接|单独)⟨|给我|转我|我(?:的|这)?(?:卡|账)|老板|财务|主播|店长|仓管|太?慢|麻烦|[打点]不开|卡(?:住|死|了|顿)|坏|不好用|过来",
        ),
    ),
    "own": Excuse(
        "您看的两双里，帆布那双⟨最轻⟩，皮面那双更挺",
        "这是我们家⟨最好的⟩一款",
        (
            rf"(?:[两三四五六七八九十2-9几二]|这些){_WORK}{_NEAR}{{0,18}}⟨最{_PLAIN}",
            # what lies before the customer: 左手这口最轻
            rf"(?:[左右](?:手|边|侧|面)|中间|靠[左右前后边])(?:的|这|那){{0,2}}(?:{_WORK})?{_HERE}{{0,3}}⟨最{_PLAIN}(?![值受畅抢权正])",
            rf"(?:我们店|我们家|咱们?家|咱们?店|我家|本店|店里|直播间|同款|同系列|系列|这一批|在售)"
            rf"{_NEAR}{{0,10}}?(?:里面?|中|当中|之间){_NEAR}{{0,14}}⟨最{_PLAIN}",
            rf"(?:我们家|咱家|我家|本店|店里|咱们店)(?:里|的)?⟨最(?!低){_PLAIN}[^⟨⟩]*⟩的?(?:一|那|这|是)",
            r"⟨最(?:便宜|实惠|划算)[^⟨⟩]*⟩的(?:票|车次|航班|房型|房间|套餐|班次|日期|一?[班趟间天档])(?:是|在)(?!我们|咱|本店)",
            r"⟨[^⟨⟩]*⟩的?(?:颜色|尺码|码数|码|色号)",
            rf"(?:权限(?:内|里|范围)|我能(?:申请|给|争取|做)|能给您(?:申请|争取)){_HERE}{{0,8}}⟨最",
        ),
        (r"全网|全国|全球|世界|行业|业内|市面|市场|史上|都是?⟨",),
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
    "supposed": Excuse(
        "如果地址⟨改不了⟩，到站以后再转也行",
        "地址⟨改不了⟩，您别问了",
        SUPPOSED,
    ),
    "tip": Excuse(
        "这款偏大，⟨首选⟩平时的码再小半码",
        "这是送礼⟨首选⟩",
        (
            r"⟩的?[^，。⟨⟩]{0,4}?(?:办法|方法|方式|做法|法子|时间|时候|时机|季节|温度|水温|步骤|位置|穿法|洗法|搭法|拍法|买法|路线|渠道|方案是|选择是)",
            r"(?:建议|您可以|优先)[^，,。]{0,2}⟨首选|⟩的?(?:平时|您平时|大[一半]码|小[一半]码|[一半]码|码|尺码|[0-9]+码|手洗|冷水|中性)",
            rf"(?:怎么|如何|哪种|哪个|哪款|哪条|帮您[算选挑看找搭比查]|给您[算选挑找搭比]){_HERE}{{0,10}}⟨最",
            rf"(?:券|满减|凑|叠|顺序|搭配|组合|方案){_HERE}{{0,8}}⟨最(?:划算|优惠|实惠|省|合算|便宜)",
            r"⟩的?(?:运费|快递|邮费|寄法|那档|那[个双件]|状态|松紧)",
            rf"(?:洗|晾|存放|收纳|熨|付款|支付|退款|订单|寄回|量|测量|打包){_HERE}{{0,8}}⟨最",
            rf"(?:一起|两件|三件|凑|叠加|分开|合并){_HERE}{{0,6}}⟨最(?:划算|优惠|实惠|省)",
        ),
        (r"(?:怎么|如何)[^，。⟨⟩]{0,6}都[^，。⟨⟩]{0,6}⟨",),
    ),
    "told": Excuse("同事说您⟨没素质⟩，这绝不允许", "您真⟨没素质⟩", TOLD),
    "warned": Excuse(
        "凡是让您⟨加微信⟩退款的都是骗子",
        "别信别家的，⟨加微信⟩给您优惠",
        (
            rf"(?:{_FRAUD}|警惕|凡是|任何(?:要求|让|叫|以|自称|索要))(?:.*⟨)",
            rf"(?:如果|若|要是|万一|遇到|碰到|收到|见到|接到){_HERE}{{0,4}}?(?:有人|谁|自称|陌生|客服|让您|说|要您|叫您|要求|"
            r"私下|电话|短信|卡片|类似|这[种类样]).*⟨",
            rf"(?:有人|谁|任何人|对方|别人|陌生人)(?!已经){_NEAR}{{0,8}}?(?:让|叫|要|拉|说|以|劝|喊|请|发|约|引|私信|加|找|联系|打电话)"
            rf"{_NEAR}{{0,24}}?⟨",
            r"(?:请勿|切勿|切莫|千万别|千万不要|请不要|不要|别|勿|当心|小心|警惕|举报|从不|从来不|不会|绝不)"
            r"(?:(?!走平台|在平台|错过|犹豫|担心|怕|急|客气)[^，,。！？；\s⟨⟩]){0,14}⟨",
            rf"⟩{_NEAR}{{0,4}}?出了?(?:问题|事|纠纷){_NEAR}{{0,8}}?(?:帮不|没法|没人|没处|没地方|追不|找不|说不清|维不了)",
            rf"⟩{_NEAR}{{0,16}}?(?:{_FRAUD}|删除|删掉|拒绝|挂断|拉黑|别信|不要信|不要相信|勿信|别理|不要理|请勿|切勿|别[加扫转点进付给]|不要[加扫转点进付给]|"
            r"不是我们|没有保障|没保障|举报|报警|有风险|不安全|追查|要当心)",
        ),
        (r"不会[^，。⟨⟩]{0,6}(?:用|操作|弄|付)[^，。⟨⟩]{0,4}⟨",),
        whole=True,
    ),
    "wished": Excuse(
        "新婚快乐，祝您做⟨最美⟩的新娘",
        "祝您买到我们家⟨最美⟩的裙子",
        (
            r"(?:祝|祝愿|祝福|愿)(?:(?!我们|咱|本店)[^，,。！？；⟨⟩]){0,12}⟨",
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
