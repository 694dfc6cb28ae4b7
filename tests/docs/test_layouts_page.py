"""docs/ticket-layouts.md and the code agree: layouts, styles, fields, figures, and the example to copy."""

from __future__ import annotations

from printers.fields import FIELDS, FIGURES, WAITS, sample
from printers.making import ABOUT
from printers.markup import STYLES, TAKES
from printers.sheet import Paragraph, Row
from printers.template import Template
from tests.docs import pages

PAGE = pages.page("docs/ticket-layouts.md")
OF = {"texts": "text", "rows": "row", "codes": "qr"}


def rows(*headers: str) -> dict[str, str]:
    """The rows of a table, by every name in their first cell."""
    found = pages.table(PAGE, *headers)
    return {name: row[headers[-1]] for row in found for name in pages.words(row[headers[0]])}


def test_the_layouts() -> None:
    assert rows("layout", "for") == ABOUT


def test_the_fields() -> None:
    assert rows("field", "what") == FIELDS
    for language in ("zh", "en"):
        assert list(sample(language)) == list(FIELDS)
        assert all(value != "" for value in sample(language).values())


def test_the_styles_and_what_they_go_with() -> None:
    table = pages.table(PAGE, "style", "of", "what")
    assert [pages.words(row["style"])[0] for row in table] == sorted(STYLES, key=_as_on_the_page)
    for row in table:
        name = pages.words(row["style"])[0]
        kinds = {kind for kind, styles in TAKES.items() if name in styles}
        assert kinds == {OF[word] for word in row["of"].split(", ") if word != "–"}, name


def _as_on_the_page(style: str) -> int:
    order = [
        "left",
        "center",
        "right",
        "bold",
        "invert",
        "size",
        "fit",
        "row",
        "plain",
        "rule",
        "space",
        "qr",
        "cut",
    ]
    return order.index(style)


def test_the_figures_of_the_closing_report() -> None:
    assert set(rows("figure", "what")) == {"day", *FIGURES, *WAITS}


def test_the_example_can_be_copied() -> None:
    [block] = pages.blocks(PAGE, "ticket")
    chinese = Template(block.text).sheet(sample("zh"), "zh")
    english = Template(block.text).sheet(sample("en"), "en")
    assert Row("预约时间", "10:30") in chinese
    assert Row("Wait", "about 10–25 min") in english
    assert Paragraph("Please have your papers ready and come when you are called.") in english
    assert len(chinese) == len(english)
