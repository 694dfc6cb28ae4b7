"""Wrong hall files: each mistake is named with its line, its field and what would be right, all at once."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from server.config import HallFileError, load_plan
from tests.server.hall_files import SMALL, changed, faults


class Wrong(NamedTuple):
    """One mistake: `old` in the small file becomes `new`, and which fault that gives."""

    old: str
    new: str
    offset: int
    """Lines from the line of `old` to the one that is named: 0 is the same line."""
    field: str
    says: str


def line_of(text: str) -> int:
    """The line of the small file in which this text begins."""
    return SMALL[: SMALL.index(text)].count("\n") + 1


FIELDS = [
    # shape
    ('letter = "A"', 'letter = "a"', 0, "queues[tax].letter", 'did you mean "A"?'),
    ('letter = "A"', 'letter = "税"', 0, "queues[tax].letter", 'for instance "A" or "GA"'),
    ('letter = "A"', "letter = 1", 0, "queues[tax].letter", 'put it in quotes, "1"'),
    ('letter = "A"', 'leter = "A"', 0, "queues[tax].leter", 'did you mean "letter"?'),
    ('letter = "A"', "", -2, "queues[tax].letter", 'is missing; write letter = "…": one or two capital'),
    ('letter = "A"', 'letter = "A"\ncolour = "red"', +1, "queues[tax].colour", 'possible: "about", "icon"'),
    ('id = "1"', "id = 1", 0, "counters[#1].id", 'put it in quotes, "1"'),
    ('id = "1"', 'id = "No. 1"', 0, "counters[No. 1].id", 'did you mean "No-1"?'),
    ('id = "green"', 'id = "绿"', 0, "classes[绿].id", "1 to 32 letters a-z"),
    ('id = "green"', 'id = "green\\n"', 0, "classes[green\n].id", 'did you mean "green"?'),
    ('open = "09:00"', 'open = "9:00"', 0, "opening[#1].open", 'did you mean "09:00"?'),
    ('open = "09:00"', 'open = "09：00"', 0, "opening[#1].open", 'did you mean "09:00"?'),
    ('open = "09:00"', 'open = "25:00"', 0, "opening[#1].open", "a time as HH:MM in quotes"),
    ('open = "09:00"', "open = 09:00:00", 0, "opening[#1].open", 'put it in quotes, "09:00"'),
    ('["sat"]', '["Saturday"]', 0, "opening[#2].days[#1]", 'did you mean "sat"?'),
    ('["sat"]', '["周六"]', 0, "opening[#2].days[#1]", 'possible: "mon", "tue", "wed"'),
    ('["sat"]', "[]", 0, "opening[#2].days", "is empty, but needs at least 1"),
    ('["zh", "en"]', '["zh-CN"]', 0, "languages[#1]", 'did you mean "zh"?'),
    ('{ zh = "税务", en = "Taxes" }', '"税务"', 0, "queues[tax].name", '{ zh = "税务", en = "…" }'),
    ('{ zh = "税务", en = "Taxes" }', '"Taxes"', 0, "queues[tax].name", '{ zh = "…", en = "Taxes" }'),
    ('{ zh = "税务", en = "Taxes" }', '{ zh = "税务" }', 0, "queues[tax].name.en", 'write en = "…"'),
    ('zh = "住房"', 'zh = " "', 0, "queues[homes].name.zh", "is empty; write what people are to read"),
    ('zh = "住房"', 'zh = "住\\n房"', 0, "queues[homes].name.zh", "a text is one line"),
    ('["tax", "homes"]', '"tax"', 0, "counters[1].serves", 'a list is needed: serves = ["tax"]'),
    ("calls = 3", "calls = 30", 0, "rules.calls", "30 is out of range; possible: from 1 to 9"),
    ("calls = 3", 'calls = "3"', 0, "rules.calls", "a whole number is needed, without quotes: from 1 to 9"),
    ("calls = 3", "calls = 3.0", 0, "rules.calls", "a whole number is needed"),
    ("calls = 3", "calls = true", 0, "rules.calls", "is true without quotes, but a whole number"),
    ("calls = 3", 'policy = "fifo"', 0, "rules.policy", '"accumulating", "due", "pattern", "strict"'),
    ("calls = 3", 'passed = "ends"', 0, "rules.passed", 'did you mean "end"?'),
    ("[rules]", "[[rules]]", 0, "rules", "write [rules] with one pair of brackets"),
    ("[[departments]]", "[departments]", 0, "departments", "write [[departments]] with two pairs"),
    ("[[departments]]", "[[department]]", 0, "department", 'did you mean "departments"?'),
    ("target_min = 30", 'target_min = 30\nat_kiosk = "yes"', +1, "classes[ordinary].at_kiosk", "write true"),
    ('letter = "A"', 'letter = "A"\ndaily_limit = 0', +1, "queues[tax].daily_limit", "from 1 to 1000000"),
    ('letter = "A"', f'letter = "A"\ndaily_limit = 0x{"9" * 5000}', +1, "queues[tax].daily_limit", "a huge"),
    # a line below a header that it does not belong to
    ("calls = 3", "calls = 3\nnotices = []", +1, "rules.notices", "is a field of the hall itself: move"),
    ('en = "Homes"', 'en = "Homes"\nicon = "home"', +1, "queues[homes].name.icon", "a field of the queue"),
    # sense
    ('letter = "B"', 'letter = "A"', 0, "queues[homes].letter", "the letter in line 23"),
    ('letter = "B"', 'letter = "V"', 0, "queues[homes].letter", "the letter in line 14"),
    ('id = "homes"', 'id = "tax"', 0, "queues[tax].id", '"tax" is already the id in line 22'),
    ('id = "ordinary"', 'id = "green"', 0, "classes[green].id", "is already the id in line 11"),
    ('"homes"]', '"B"]', 0, "counters[1].serves[#2]", 'write the queue\'s id, "homes"'),
    ('"homes"]', '"住房"]', 0, "counters[1].serves[#2]", 'write the queue\'s id, "homes"'),
    ('"homes"]', '"house"]', 0, "counters[1].serves[#2]", 'did you mean "homes"?'),
    ('"homes"]', '"homes", "tax"]', 0, "counters[1].serves[#3]", '"tax" stands there twice'),
    (', "homes"]', "]", -14, "queues[homes].id", 'no window serves "homes"'),
    ('queue = "tax"', 'queue = "taxes"', 0, "matters[invoice].queue", 'did you mean "tax"?'),
    ('department = "bureau"', 'department = "buro"', 0, "matters[invoice].department", 'mean "bureau"?'),
    ('close = "17:00"', 'close = "08:00"', 0, "opening[#1].close", "hours end on the day they began"),
    ('close = "17:00"', 'close = "09:00"', 0, "opening[#1].close", 'not later than open = "09:00"'),
    ('["sat"]', '["tue"]', 0, "opening[#2]", "overlap those in line 6 on tue"),
    ('"11:30"', '"09:30"', 0, "queues[homes].opening[#1].close", 'than open = "10:00"'),
    ('"Asia/Shanghai"', '"Asia/Beijing"', 0, "timezone", 'the whole mainland of China has "Asia/Shanghai"'),
    ('"Asia/Shanghai"', '"london"', 0, "timezone", 'did you mean "Europe/London"?'),
    ('"Asia/Shanghai"', '"Europe/Londn"', 0, "timezone", 'did you mean "Europe/London"?'),
    ('"Asia/Shanghai"', '"../Shanghai"', 0, "timezone", "there is no time zone"),
    ('"Asia/Shanghai"', "8", 0, "timezone", "put it in quotes"),
    ('languages = ["zh"', 'follow_url = "hall.org"\nlanguages = ["zh"', 0, "follow_url", "begins with https://"),
    ('languages = ["zh"', 'follow_url = "http://h/"\nlanguages = ["zh"', 0, "follow_url", "not end with /"),
    ("target_min = 30", 'target_min = 30\nletter = "C"', +1, "classes[ordinary].letter", "the ordinary"),
    ("target_min = 30", "target_min = 30\nat_kiosk = false", +1, "classes[ordinary].at_kiosk", "must be"),
]  # fmt: skip

NOT_TOML = [
    ('"Asia/Shanghai"', "“Asia/Shanghai”", 0, '“ is a Chinese mark: write " with the English keyboard'),
    ('"税务", en', '"税务"， en', 0, "， is a Chinese mark: write , with"),
    ('open = "10:00"', "open = 10:00", 0, 'put the time in quotes: "10:00"'),
    ('open = "09:00"', "open = 9:00", 0, 'put the time in quotes: "09:00"'),
    ('id = "homes"', "id = homes", 0, 'put the text in quotes: id = "homes"'),
    ('letter = "B"', 'letter = "B', 0, 'a quote " is missing in this line'),
    ('letter = "B"', 'letter "B"', 0, 'a line has a name and a value: letter = "…"'),
    ('letter = "B"', "这是备注", 0, "a remark begins with #"),
    ('letter = "B"', 'letter = "B"\nletter = "C"', +1, "this name stands above already"),
    ("[[departments]]", "[rules]\n[[departments]]", +11, "this name stands above already"),
    ("[rules]", "[rules", 0, "a quote, comma or bracket may be missing"),
    ('"small"', '"""small', +53, "the file ends here"),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "small.toml"


def test_the_small_file_is_right(file: Path) -> None:
    assert faults(file, SMALL) == []
    assert load_plan(file).queues[1].name.zh == "住房"


@pytest.mark.parametrize(
    "row", [Wrong(*row) for row in FIELDS], ids=lambda row: f"{row.field} {row.new}"[:60]
)
def test_a_wrong_field(file: Path, row: Wrong) -> None:
    found = {fault.field: fault for fault in faults(file, changed(row.old, row.new))}
    assert row.field in found, list(found)
    assert found[row.field].line == line_of(row.old) + row.offset
    assert row.says in found[row.field].says


@pytest.mark.parametrize(("old", "new", "offset", "says"), NOT_TOML)
def test_what_is_not_toml(file: Path, old: str, new: str, offset: int, says: str) -> None:
    [fault] = faults(file, changed(old, new))
    assert (fault.line, fault.field) == (line_of(old) + offset, "")
    assert says in fault.says


def test_a_misspelt_field_is_not_reported_as_missing_too(file: Path) -> None:
    assert len(faults(file, changed("target_min = 30", "target = 30"))) == 1


def test_a_misspelt_list_does_not_make_everything_that_names_its_rows_wrong(file: Path) -> None:
    assert [fault.field for fault in faults(file, SMALL.replace("queues", "queue"))] == ["queue"]


@pytest.mark.parametrize("hours", [("17:00", "20:00"), ("07:00", "09:00"), ("17:00", "24:00")])
def test_hours_may_adjoin_and_end_at_midnight(file: Path, hours: tuple[str, str]) -> None:
    more = f'    {{ days = ["mon"], open = "{hours[0]}", close = "{hours[1]}" }},\n]'
    assert faults(file, changed("]\n\n[[classes]]", f"{more}\n\n[[classes]]")) == []


def test_all_faults_are_reported_together_in_the_order_of_lines(file: Path) -> None:
    text = changed('letter = "A"', 'letter = "a"')
    text = changed('queue = "tax"', 'queue = "taxx"', text)
    text = changed('"Asia/Shanghai"', '"Beijing"', text)
    text = changed("calls = 3", "calls = 0", text)
    found = faults(file, text)
    names = ["timezone", "queues[tax].letter", "matters[invoice].queue", "rules.calls"]
    assert [fault.field for fault in found] == names
    lines = [fault.line or 0 for fault in found]
    assert lines == sorted(lines)


def test_the_text_of_the_error_has_one_line_a_fault_with_file_line_field_and_sentence(file: Path) -> None:
    file.write_text(changed('letter = "A"', 'letter = "a"'), encoding="utf-8")
    with pytest.raises(HallFileError) as caught:
        load_plan(file)
    line = line_of('letter = "A"')
    assert str(caught.value) == f'{file}:{line}: queues[tax].letter: "a" is wrong; did you mean "A"?'


def test_an_empty_file_names_every_field_that_is_needed(file: Path) -> None:
    needed = ["id", "name", "timezone", "languages", "opening", "classes", "queues", "counters"]
    assert [fault.field for fault in faults(file, "")] == needed


def test_without_departments_one_sentence_is_enough(file: Path) -> None:
    rows = "".join(
        f'{{ id = "m{n}", department = "x", queue = "tax", name = {{ zh = "事", en = "M" }} }},'
        for n in range(9)
    )
    text = SMALL.split("[[departments]]")[0]
    found = faults(file, changed("\n[[classes]]", f"\nmatters = [{rows}]\n[[classes]]", text))
    assert [fault.says for fault in found] == ["names a department, but there are none: add [[departments]]"]


def test_other_encodings_are_named(file: Path) -> None:
    [gbk] = faults(file, SMALL.encode("gbk"))
    assert gbk.line == 2
    assert "小厅" in gbk.says
    assert "save it as UTF-8" in gbk.says
    [utf_16] = faults(file, SMALL.encode("utf-16"))
    assert "UTF-16" in utf_16.says
    [noise] = faults(file, b"id = \xff\n")
    assert (noise.line, "byte 0xFF" in noise.says) == (1, True)


def test_notepad_s_mark_and_line_ends_are_fine(file: Path) -> None:
    assert faults(file, b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()) == []
    [fault] = faults(file, changed("calls = 3", "calls = 0").replace("\n", "\r\n"))
    assert fault.line == line_of("calls = 3")


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "9" * 5000, "a" + ".a" * 5000 + " = 1"])
def test_what_breaks_other_readers_is_refused(file: Path, text: str) -> None:
    assert faults(file, text)


def test_a_file_of_many_megabytes_is_not_read_to_the_end(file: Path) -> None:
    [fault] = faults(file, b"#" * (5 << 20))
    assert "larger than 4 MB" in fault.says


def test_a_missing_file_names_the_one_that_is_meant(file: Path) -> None:
    file.write_text(SMALL, encoding="utf-8")
    for name in ("smal.toml", "small"):
        with pytest.raises(HallFileError, match=r"there is no such file; did you mean small\.toml\?"):
            load_plan(file.with_name(name))
    with pytest.raises(HallFileError, match=r"there is no such file$"):
        load_plan(file.parent / "nowhere" / "x.toml")
    with pytest.raises(HallFileError, match="is a folder"):
        load_plan(file.parent)
