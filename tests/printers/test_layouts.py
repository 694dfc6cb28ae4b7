"""Layouts: what a line means, both languages, conditions, and what is said of a wrong one."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from assets.texts import Texts
from link.frames import PrintOrder
from link.plan import Layout
from link.words import Ticket
from printers.fields import FIELDS, Taken, layout_for, of_closing, of_ticket, sample
from printers.making import LAYOUTS, builtin, of_order, sheet_of
from printers.making import of_ticket as make_ticket
from printers.markup import LayoutError
from printers.profile import Profile
from printers.sheet import COPY_MARK, Code, Cut, Paragraph, Row, Rule, Sheet, Space
from printers.template import Template, template
from tests.conftest import Log
from tests.display.display_fakes import plan

SAMPLE = sample("zh")


def sheet(text: str, language: str = "zh", **fields: str | int) -> Sheet:
    return Template(text).sheet(SAMPLE | fields, language)


@pytest.mark.parametrize(
    ("line", "element"),
    [
        ("文字", Paragraph("文字")),
        ("[center bold size=2] x", Paragraph("x", "center", 2, 2, bold=True)),
        ("[right invert size=1x2] x", Paragraph("x", "right", 1, 2, invert=True)),
        ("[fit] x", Paragraph("x", fit=8)),
        ("[center fit=3] {{ number }}", Paragraph("A001", "center", fit=3)),
        ("[row] 前面 | {{ ahead }}", Row("前面", "3人")),
        ("[row size=2 plain] a | b", Row("a", "b", 2, plain=True)),
        ("[rule]", Rule()),
        ("[space=2.5]", Space(20)),
        ("[qr size=4] {{ qr }}", Code(str(SAMPLE["qr"]), 4)),
        ("[cut]", Cut()),
        (r"\[bold] \# a \| b", Paragraph("[bold] # a | b")),
        ("http://x.y", Paragraph("http://x.y")),
        ("预约 {% if booked %}{{ booked }}{% else %}无{% endif %}", Paragraph("预约 10:30")),
    ],
)
def test_a_line_is_one_thing_on_paper(line: str, element: object) -> None:
    assert sheet(line) == (element,)


@pytest.mark.parametrize(
    "line",
    ["", "   ", "# a remark", "{# one #}", "[row] a | {{ late }}", "[bold] {{ late }}", "[qr] {{ late }}"],
)
def test_nothing_is_printed_for_what_is_empty(line: str) -> None:
    assert sheet(f"{line}\n{{{{ late }}}}", late="") == ()


def test_both_languages_stand_in_one_line() -> None:
    text = "[row] 等待 // Waiting | {{ ahead }}\n只有中文 //\n// English only\n{{ number }}"
    assert sheet(text) == (Row("等待", "3人"), Paragraph("只有中文"), Paragraph("A001"))
    assert sheet(text, "en") == (Row("Waiting", "3人"), Paragraph("English only"), Paragraph("A001"))


def test_conditions_leave_lines_out() -> None:
    text = "{% if booked and not late %}\n[bold] {{ booked }}\n{% else %}\nnone\n{% endif %}\nend"
    assert sheet(text, late="") == (Paragraph("10:30", bold=True), Paragraph("end"))
    assert sheet(text, booked="") == (Paragraph("none"), Paragraph("end"))


WRONG = [
    ("{{ nummer }}", 1, 'there is no field "nummer"; did you mean "number"?'),
    ("a\n\n[blod] x", 3, 'there is no style "blod"; did you mean "bold"?'),
    ("{% if late %}\n[blod] x\n{% endif %}", 2, 'there is no style "blod"'),
    ("{% if late %}[blod] x{% endif %}", 1, 'there is no style "blod"'),
    ("a\n{% if late %}\nb", 2, "a condition {% if booked %}"),
    ("a\n{{ number }", 2, "a field is {{ number }}"),
    ("{% for a in late %}{{ a }}{% endfor %}", 1, "For is not for layouts"),
    ("x\n{{ number.upper() }}", 2, "is not for layouts"),
    ("{{ number * 1000000000 }}", 1, "Mul is not for layouts"),
    ("{{ number|upper }}", 1, "Filter is not for layouts"),
    ("{% if number > 3 %}x{% endif %}", 1, "a comparison is == or !="),
    ("x\n{% if 3 in number %}x{% endif %}", 2, "a comparison is == or !="),
    ("", 1, "puts nothing on paper"),
    ("# [center] {{ number }}\n \n", 1, "puts nothing on paper"),
    ("[size=9] x", 1, "the largest size is 8"),
    ("[size=big] x", 1, "a size is size=1 to size=8"),
    ("[fit=9] x", 1, "fit=1 to fit=8"),
    ("[fit size=2] x", 1, "so do size and fit"),
    ("[left right] x", 1, "exclude each other"),
    ("[bold bold] x", 1, "stands there twice"),
    ("[bold=1] x", 1, "bold has no value"),
    ("[rule bold]", 1, '"bold" does not go with "rule"'),
    ("[row center] a | b", 1, '"center" does not go with "row", which takes plain, size'),
    ("[row] a", 1, "[row] label | value"),
    ("[row] a | b | c", 1, "[row] label | value"),
    ("[space] x", 1, "write the millimetres"),
    ("[space=900]", 1, "at most 60"),
    ("[bold x", 1, 'the bracket "[" is not closed'),
    ("甲 // b // c", 1, 'one "//" between them'),
    ("a\n\x1b@", 2, "control character (U+001B)"),
    ("a\n" * 500, 1, "at most 400 lines"),
    ("x" * 30_000, 1, "20000 characters"),
    ("{{ " + "(" * 9000, 1, "nested too deeply"),
    ("{% if late %}" * 300 + "x" + "{% endif %}" * 300, 1, "nested too deeply"),
]


@pytest.mark.parametrize(("text", "line", "says"), WRONG, ids=lambda value: str(value)[:24])
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(LayoutError) as error:
        Template(text)
    assert error.value.line == line
    assert says in error.value.says


def test_a_missing_field_is_named() -> None:
    with pytest.raises(LayoutError, match="'number' has no value"):
        Template("x").sheet({name: "" for name in FIELDS if name != "number"}, "zh")


def taken(cls: str = "ordinary", booked: int | None = None, note: str | None = None) -> Taken:
    ticket = Ticket("20261124-A001", "A001", "general", cls, 1764000000000, 0, 1, note=note, booked=booked)
    return Taken(ticket, "9c1185a5c5e9fc54", 3, None)


def test_a_ticket_gets_the_layout_that_suits_it() -> None:
    hall = plan("luohu")
    ordinary = hall.classes[-1].id
    assert layout_for(hall, taken(ordinary).ticket) == "ordinary"
    assert layout_for(hall, taken(hall.classes[0].id).ticket) == "green"
    assert layout_for(hall, taken(ordinary, booked=1764000600000).ticket) == "appointment"


def test_a_clerks_note_is_on_the_transfer_note_alone() -> None:
    hall = plan("luohu")
    one = taken(hall.classes[-1].id, note="需原件")
    for layout in LAYOUTS:
        note = of_ticket(hall, one, Texts.load("zh"), layout=layout)["note"]
        assert note == ("需原件" if layout == "transfer" else "")


def text_of(data: bytes) -> str:
    return data.replace(b"\x1c&", b"").replace(b"\x1c.", b"").decode("gbk", "replace")


def test_whatever_may_exist_twice_says_so() -> None:
    hall = plan("luohu")
    one = taken(hall.classes[-1].id)
    for layout in LAYOUTS[:-1]:
        make = make_ticket(hall, one, "zh", layout)
        assert (COPY_MARK in text_of(make(Profile(), False))) == (layout == "reprint")
        assert text_of(make(Profile(), True)).count(COPY_MARK) == 1
    ordered = of_order(hall, PrintOrder("reprint", one.ticket, "k", 2))
    assert COPY_MARK in text_of(ordered(Profile(), False))


def test_a_paper_that_is_cut_in_two_is_marked_on_both() -> None:
    hall = replace(plan("luohu"), layouts=(Layout("ordinary", "x", "{{ number }}\n[cut]\n{{ hall }}"),))
    data = make_ticket(hall, taken(hall.classes[-1].id), "zh")(Profile(), True)
    assert text_of(data).count(COPY_MARK) == data.count(b"\x1dVB\0") == 2


def test_the_day_is_printed_from_its_figures() -> None:
    hall = plan("luohu")
    figures: dict[str, str | int] = {
        "day": "2026-11-26", "tickets_taken": 412, "tickets_expired": 0, "something_new": 1,
        "wait_mean": 660, "wait_longest": 2820,
    }  # fmt: skip
    fields = of_closing(hall, figures, Texts.load("zh"))
    assert (fields["day"], fields["wait_mean"], fields["wait_longest"]) == (
        "11月26日（周四）",
        "11分钟",
        "47分钟",
    )
    said = text_of(of_order(hall, PrintOrder("closing", closing=figures))(Profile(), False))
    assert "412" in said
    assert "失效" in said, "nought is a figure too"
    assert "评价" not in said, "nobody was asked"


def test_the_halls_own_layout_is_used() -> None:
    own = replace(plan("luohu"), layouts=(Layout("green", "x", "own {{ number }}"),))
    assert sheet_of(own, "green", SAMPLE, "zh") == (Paragraph("own A001"),)
    assert sheet_of(own, "ordinary", SAMPLE, "zh") == template(builtin("ordinary")).sheet(SAMPLE, "zh")


def test_a_broken_layout_is_logged_and_nobody_goes_without_paper(log: Log) -> None:
    log.expect("layout cannot be used")
    broken = replace(plan("luohu"), layouts=(Layout("green", "x", "{{ nothing }}"),))
    assert sheet_of(broken, "green", SAMPLE, "zh") == template(builtin("green")).sheet(SAMPLE, "zh")
