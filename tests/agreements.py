"""Agreements of invented parties, for tests of documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from qiaomost.partnering.documents import (
    AgreementDocument,
    AgreementKind,
    Identifier,
    Languages,
    Milestone,
    Money,
    Party,
    Right,
    RightOrigin,
    Share,
    Signatory,
    Words,
    draft_agreement,
)
from qiaomost.partnering.documents.filling import Value
from qiaomost.partnering.documents.library import parameters, templates

TWO = Languages(("zh", "ru"), ("zh", "ru"))
THREE = Languages(("zh", "ru", "en"), ("zh", "ru", "en"), "en")

COMPANY = Party(
    name={
        "zh": "哈尔滨松岭重型装备有限公司",
        "ru": "ООО «Харбинская компания тяжёлого машиностроения „Сунлин“»",
        "en": "Harbin Songling Heavy Equipment Co., Ltd.",
    },
    address={
        "zh": "黑龙江省哈尔滨市松北区创新三路600号",
        "ru": "КНР, провинция Хэйлунцзян, г. Харбин, район Сунбэй, ул. Чуансинь Саньлу, 600",
        "en": "600 Chuangxin 3rd Road, Songbei District, Harbin, China",
    },
    signatory=Signatory(
        name={"zh": "王建国", "ru": "Ван Цзяньго", "en": "Wang Jianguo"},
        position={"zh": "总经理", "ru": "генеральный директор", "en": "General Manager"},
        authority={"zh": "公司章程", "ru": "Устав", "en": "Articles of association"},
    ),
    identifiers=(Identifier("uscc", "91230109MA1B2C3D4X"),),
    email="contract@songling.example",
)
INSTITUTE = Party(
    name={
        "zh": "乌拉尔冶金与材料研究所",
        "ru": "ФГБУН «Уральский институт металлургии и материалов»",
        "en": "Ural Institute of Metallurgy and Materials",
    },
    address={
        "zh": "俄罗斯联邦叶卡捷琳堡市阿蒙森街101号，邮编620016",
        "ru": "620016, Российская Федерация, г. Екатеринбург, ул. Амундсена, 101",
        "en": "101 Amundsen St., Yekaterinburg 620016, Russian Federation",
    },
    signatory=Signatory(
        name={
            "zh": "伊万诺娃·叶莲娜·谢尔盖耶夫娜",
            "ru": "Иванова Елена Сергеевна",
            "en": "Elena S. Ivanova",
        },
        position={"zh": "所长", "ru": "директор", "en": "Director"},
        authority={
            "zh": "2026年3月12日第17号授权委托书",
            "ru": "доверенность № 17 от 12 марта 2026 г.",
            "en": "Power of attorney No. 17 of 12 March 2026",
        },
    ),
    identifiers=(Identifier("inn", "6671000005"), Identifier("ogrn", "1026605000002")),
    email="law@ural-metal.example",
)
SUBJECT = {
    "zh": "低温环境用高强度铸钢件焊接修复技术",
    "ru": "технология ремонтной сварки высокопрочных стальных отливок для работы при низких температурах",
    "en": "technology of repair welding of high-strength steel castings for low temperatures",
}
MILESTONES = (
    Milestone(
        {"zh": "工艺试验", "ru": "Отработка технологии", "en": "Process trials"},
        {
            "zh": "试验报告、焊接工艺评定",
            "ru": "Отчёт, аттестация технологии сварки",
            "en": "Report, procedure qualification",
        },
        date(2027, 3, 31),
        Money(Decimal("480000"), "CNY"),
    ),
    Milestone(
        {"zh": "工业验证", "ru": "Промышленная проверка", "en": "Industrial validation"},
        {
            "zh": "修复样件及最终用户验收证明",
            "ru": "Отремонтированные образцы, акт конечного пользователя",
            "en": "Repaired samples, end user's certificate",
        },
        date(2027, 10, 15),
        Money(Decimal("360000"), "CNY"),
    ),
)
RIGHTS = (
    Right(
        {"zh": "俄罗斯专利RU 2700001", "ru": "Патент РФ № 2700001", "en": "Patent RU 2700001"},
        RightOrigin.BACKGROUND,
        (Share(1, Decimal(100)),),
        {"zh": "俄罗斯联邦", "ru": "Российская Федерация", "en": "Russian Federation"},
    ),
    Right(
        {
            "zh": "焊接工艺及其专利申请权",
            "ru": "Технология сварки и право на получение патента",
            "en": "Welding process and right to a patent",
        },
        RightOrigin.FOREGROUND,
        (Share(0, Decimal(60)), Share(1, Decimal(40))),
        {"zh": "全球", "ru": "все страны", "en": "worldwide"},
    ),
)


def values_for(kind: AgreementKind) -> dict[str, Value]:
    """A value for every parameter of the kind's template: its default, its first choice, or the subject."""
    known = parameters()
    return {
        name: known[name].default or next(iter(known[name].choices), "") or SUBJECT
        for name in templates()[kind].parameters()
    }


def agreement(
    kind: AgreementKind = AgreementKind.DEVELOPMENT,
    languages: Languages = TWO,
    *,
    values: Mapping[str, Value] | None = None,
    **changed: Any,
) -> AgreementDocument:
    place: Words = {"zh": "哈尔滨", "ru": "г. Харбин", "en": "Harbin"}
    price = None if kind in {AgreementKind.MOU, AgreementKind.NDA} else Money(Decimal("1200000"), "CNY")
    annexed = templates()[kind].has_annexes
    given: dict[str, Any] = {
        "kind": kind,
        "languages": languages,
        "number": "QM-2026-017",
        "place": place,
        "day": date(2026, 11, 27),
        "parties": (COMPANY, INSTITUTE),
        "values": {**values_for(kind), **(values or {})},
        "value": price,
        "milestones": MILESTONES if annexed else (),
        "rights": RIGHTS if annexed else (),
    }
    return draft_agreement(**(given | changed))
