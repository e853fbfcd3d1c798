"""Cleaning: the wording of chrome, and the sentences of an article that merely resemble it."""

from __future__ import annotations

import pytest

from analysis.clean import clean
from analysis.model import Document, Page, PageFormat

FEE = "云岛号的企业认证每年收费五百元，审核需要三个工作日，没有通过的话费用不退。"
FREE = "个人认证不收费，只要绑定手机号并完成实名，提交以后第二天就能看到结果。"
TITLE = "云岛号认证怎么收费"


def cleaned(source: str, kind: PageFormat = "html") -> Document:
    return clean(Page("page", "", len(source), "utf-8", kind, source))


def blocks(source: str, kind: PageFormat = "text") -> list[tuple[str, str]]:
    document = cleaned(source, kind)
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def texts(source: str, kind: PageFormat = "text") -> list[str]:
    return [text for _, text in blocks(source, kind)]


# --- lists of other pages ---

TEASERS = ["云岛号黄V三千粉就能申请", "河湾号蓝V认证 330元全包", "河湾号年审首次收费 每年980元"]


@pytest.mark.parametrize(
    "head",
    [
        "相关报道",
        "同类产品",
        "相关服务",
        "推荐商品",
        "更多资讯",
        "相关情报",
        "〓 同城同类信息 〓",
        "你可能感兴趣的帖子",
        "猜你想看的帖子",
        "你可能也想看",
        "系列其他文章",
        "看过本文的人还看了",
        "本周热帖",
    ],
)
def test_a_list_of_other_pages_goes_with_its_head(head: str) -> None:
    assert texts("\n".join([TITLE, FEE, FREE, "", head, *TEASERS])) == [TITLE, FEE, FREE]
    listed = "".join(f"<p>{teaser}</p>" for teaser in TEASERS)
    page = f"<h1>{TITLE}</h1><p>{FEE}</p><p>{FREE}</p><div><h4>{head}</h4>{listed}</div>"
    assert texts(page, "html") == [TITLE, FEE, FREE]


def test_a_list_of_other_pages_in_one_line_goes() -> None:
    one = "相关词条：云岛号蓝V认证　云岛号直播　河湾号黄V三千粉就能申请"
    assert texts(f"{TITLE}\n{FEE}\n{one}\n为您推荐：河湾号免费认证 云岛号注销\n") == [TITLE, FEE]


@pytest.mark.parametrize(
    "tail",
    [
        ["云岛号蓝V免费了吗", "河湾号企业认证600元要不要交？", "怎么给云岛号改名"],
        ["《云岛号和河湾号哪个难拿》", "《企业号600块我交得冤不冤》"],
        ["河湾号蓝V认证 330元全包", "云岛号企业认证 终身有效 免年费", "河湾号年审代办 当天下证"],
    ],
)
def test_headlines_below_the_article_go_without_a_head(tail: list[str]) -> None:
    assert texts("\n".join([TITLE, FEE, FREE, "", *tail])) == [TITLE, FEE, FREE]


@pytest.mark.parametrize(
    "tail",
    [
        ["要交的材料如下：", "营业执照 原件照片", "授权公函 盖章扫描件", "管理员身份证 正反两面"],
        ["多少钱一年？", "五百元，不退", "多久能过？", "三个工作日"],
        ["三、常见问题", "1、怎么交费？支付宝交", "2、怎么开票？后台开"],
        ["企业认证：600元一年 不退", "个人认证：免费 怎么都不收"],
        ["粉丝过千", "近三十天发过作品", "没有违规记录"],
    ],
)
def test_a_list_that_ends_an_article_stays(tail: list[str]) -> None:
    assert texts("\n".join([TITLE, FEE, FREE, "", *tail])) == [TITLE, FEE, FREE, *tail]


def test_a_table_of_contents_goes_and_its_headings_stay() -> None:
    page = "\n".join(
        [TITLE, "本文目录", "企业怎么收费", "个人怎么收费", "", "企业怎么收费", FEE, "个人怎么收费", FREE]
    )
    assert texts(page) == [TITLE, "企业怎么收费", FEE, "个人怎么收费", FREE]


# --- lines about the page ---


@pytest.mark.parametrize(
    "line",
    [
        "(版式设计：小南)　【纠错】【打印】【关闭窗口】",
        "文档编号 KB-2107 适用版本：全部",
        "共 237 条评论",
        "—— 展开 231 条回复 ——",
        "#云岛号认证 #云岛号黄V #干货分享",
        "❤️ 2318 ⭐ 1904 💬 237",
        "词条贡献者：等风、小米 | 编辑次数：17次 | 纠错",
        "觉得有用？打赏作者 已有 12 人打赏",
        "本文对您有帮助吗？ [有帮助] [没帮助]",
        "【本站赞助】正规流量卡 包邮到家 激活返50",
        "本文为我原创 禁止转载或摘编",
        "[1] 2 下一页 回复本帖请先登录",
        "扫码关注官方微信",
        "微信扫一扫，手机上接着看",
        "扫描二维码推送至手机访问。",
        "长按识别图中二维码",
        "打开APP，查看更多精彩内容",
        "加入云岛社群，领取《开店检查表》",
        "立即预约 30 分钟免费咨询 →",
        "本页信息由用户发布，真实性由发布人负责，本站不承担责任。",
        "某某小馆 2015-2024 客户端下载 举报 社区规范",
        "3个回答",
        "最佳答案（提问者采纳）",
        "其他回答（5）",
        "广告位招租",
    ],
)
def test_lines_about_the_page_go_wherever_they_stand(line: str) -> None:
    assert texts("\n".join([TITLE, FEE, line, FREE])) == [TITLE, FEE, FREE]


@pytest.mark.parametrize(
    "line",
    [
        "掃碼付款，審核約需3至5個工作天，結果會以簡訊通知。",
        "扫码登录后台，选择企业认证",
        "长按头像三秒，进入认证页面",
        "用微信识别二维码完成人脸核验，认证就算提交了。",
        "打开云岛APP，查看认证进度",
        "查看全部认证类型，选企业认证",
        "广告投放",
        "推广工具",
        "昵称涉及侵权的，平台会通知修改。",
        "流量主要来自用户主动搜索，认证以后会更多。",
        "上传两首版权归本人所有的原创歌曲",
        "未经许可使用他人商标的，认证会被驳回。",
        "本平台不收取任何费用",
        "共3条要求，缺一不可",
        "好的，个体户也可以认证，费用一样。",
        "粉丝可以打赏作者，这项功能要认证才有。",
        "在线客服：我的，设置，客服中心",
        "涉嫌广告的昵称会被驳回",
        "侧边栏 > 设置 > 账号与安全 > 认证",
    ],
)
def test_lines_of_the_article_that_resemble_them_stay(line: str) -> None:
    assert line in texts("\n".join([TITLE, FEE, line, FREE]))
    assert line in texts(f"<h1>{TITLE}</h1><p>{FEE}</p><ul><li>{line}<li>{FREE}</ul>", "html")


@pytest.mark.parametrize("button", ["[阅读全文]", "【详细】", "（查看全文）", "更多>>", "[展开]"])
def test_the_cut_off_beginning_of_another_page_goes(button: str) -> None:
    teaser = f"河湾号音乐人要求粉丝一千以上，有两首原创作品，免费……{button}"
    assert texts(f"{TITLE}\n\n{FEE}\n\n{teaser}\n\n{FREE}\n") == [TITLE, FEE, FREE]


def test_a_sentence_that_merely_trails_off_stays() -> None:
    trailing = "我去年交了五百，前年也是五百，今年说是要涨……"
    assert trailing in texts(f"{TITLE}\n\n{FEE}\n\n{trailing}\n\n{FREE}\n")


def test_one_sentence_of_chrome_takes_no_others_with_it() -> None:
    line = "企业认证每年五百元，个人认证免费，机构认证也免费。如有侵权请联系删除。"
    assert line in texts(f"{TITLE}\n{FEE}\n{line}\n")
    assert texts(f"{TITLE}\n{FEE}\n内容来自网络。如有侵权请联系我们删除。\n") == [TITLE, FEE]


def test_settings_above_a_markdown_text_go_and_its_topics_are_no_heading() -> None:
    top = f"---\ntitle: {TITLE}\ntags: [云岛号, 收费]\nsidebar: auto\n---\n\n"
    assert blocks(f"{top}# {TITLE}\n\n{FEE}\n\n#云岛号 #收费\n", "markdown") == [
        ("title", TITLE),
        ("paragraph", FEE),
    ]
    rule = f"---\n\n{FEE}\n\n---\n{FREE}\n"
    assert texts(rule, "markdown") == [FEE, FREE]


def test_the_name_of_the_site_above_the_trail_is_not_the_title() -> None:
    trail = "首页 > 数码 > 云岛号"
    assert blocks(f"问一答 - 大家帮\n{trail}\n\n{TITLE}\n{FEE}\n") == [("title", TITLE), ("paragraph", FEE)]
    assert blocks(f"{TITLE}\n{trail}\n\n{FEE}\n{FREE}\n")[0] == ("title", TITLE)


# --- forums, comments, notes ---


def test_every_post_begins_anew_under_a_heading() -> None:
    page = f"{TITLE}\n\n2楼　阿杜　Lv7\n{FEE}\n\n王姐 回答于 近日\n{FREE}\n"
    assert blocks(page) == [
        ("title", TITLE),
        ("heading", "2楼 阿杜 Lv7"),
        ("paragraph", FEE),
        ("heading", "王姐 回答于 近日"),
        ("paragraph", FREE),
    ]


def test_comments_stay_where_the_author_answers_and_go_elsewhere() -> None:
    asked = "会飞的鱼：公司号也是免费的吗？"
    comments = "2条评论\n" + asked + "\n{}企业认证要300块，不一样的\n"
    for author in ("芒果 作者：", "芒果（楼主）："):
        kept = texts(f"{TITLE}\n{FEE}\n{FREE}\n\n{comments.format(author)}")
        assert kept == [TITLE, FEE, FREE, asked, f"{author}企业认证要300块，不一样的"]
    assert texts(f"{TITLE}\n{FEE}\n{FREE}\n\n{comments.format('路人：')}") == [TITLE, FEE, FREE]


def test_signs_lead_headings_questions_and_items() -> None:
    page = f"{TITLE}\n\n🍊个人认证\n✅粉丝满一千\n✅三年内没有违规\n\n🍊花钱吗\n{FREE}\n\n❓常见疑问\n{FEE}\n"
    assert blocks(page) == [
        ("title", TITLE),
        ("heading", "🍊个人认证"),
        ("item", "✅粉丝满一千"),
        ("item", "✅三年内没有违规"),
        ("question", "🍊花钱吗"),
        ("paragraph", FREE),
        ("question", "❓常见疑问"),
        ("paragraph", FEE),
    ]


def test_items_that_one_sign_ticks_off_in_one_line_come_apart() -> None:
    assert blocks(f"{TITLE}\n\n条件：✅粉丝满一千 ✅手机已绑定 ✅完成实名\n{FEE}\n")[2:5] == [
        ("item", "✅粉丝满一千"),
        ("item", "✅手机已绑定"),
        ("item", "✅完成实名"),
    ]


@pytest.mark.parametrize(
    ("asks", "says"), [("问：", "答："), ("Q：", "A："), ("Q1：", "A1："), ("问1：", "答1：")]
)
def test_question_and_answer_stay_a_pair(asks: str, says: str) -> None:
    pairs = f"{asks}企业认证收费吗\n{says}收费\n{asks}个人认证呢？\n{says}个人的免费\n"
    assert [kind for kind, _ in blocks(f"{TITLE}\n{FEE}\n\n{pairs}")][2:] == [
        "question",
        "paragraph",
        "question",
        "paragraph",
    ]


def test_lettered_lines_are_items() -> None:
    assert [kind for kind, _ in blocks(f"{TITLE}\n\na) 执照要和主体一致；\nb) 图片要彩色扫描。\n")][1:] == [
        "item",
        "item",
    ]


# --- text that runs together ---


def test_parts_and_turns_that_run_on_in_one_line_come_apart() -> None:
    assert blocks(f"{TITLE}\n一、费用 企业每年600元。二、时间 三个工作日。三、材料 执照。\n")[1:] == [
        ("item", "一、费用 企业每年600元。"),
        ("item", "二、时间 三个工作日。"),
        ("item", "三、材料 执照。"),
    ]
    assert blocks(f"{TITLE}\n问：企业认证多少钱？答：600元。问：个人呢？答：免费。\n")[1:] == [
        ("question", "问：企业认证多少钱？"),
        ("paragraph", "答：600元。"),
        ("question", "问：个人呢？"),
        ("paragraph", "答：免费。"),
    ]


@pytest.mark.parametrize(
    "shown",
    [
        f"<pre>{FEE}\n\n{FREE}\n</pre>",
        f'<div style="white-space: pre-wrap">{FEE}\r\n{FREE}</div>',
        f'<span style="display:block">{FEE}</span><span style="display:block">{FREE}</span>',
        f"{FEE}<br>\n<br>　　{FREE}<br>",
    ],
)
def test_lines_that_the_page_shows_as_lines_are_blocks(shown: str) -> None:
    assert blocks(f"<h1>{TITLE}</h1>{shown}", "html") == [
        ("title", TITLE),
        ("paragraph", FEE),
        ("paragraph", FREE),
    ]


def test_a_line_that_asks_ends_a_list_without_marks() -> None:
    page = f"{TITLE}\n有这些好处：\n身份标识展示\n搜索结果优先\n认证费用怎么收\n企业每年600元\n{FEE}"
    kinds = {text: kind for kind, text in blocks(page)}
    assert kinds["搜索结果优先"] == "item"
    assert kinds["认证费用怎么收"] != "item"
    assert kinds["企业每年600元"] != "item"
