"""Rows become what is wanted, step by step as Qt demands, and leave alone what stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from screen.rows import Row, Rows

pytestmark = pytest.mark.usefixtures("qapp")
LISTS = st.lists(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2)), unique_by=lambda row: row[0], max_size=10),
    max_size=6,
)


def rows(*keys: int, text: str = "x") -> list[Row]:
    return [{"key": str(key), "text": text} for key in keys]


@settings(max_examples=80, deadline=None, derandomize=True)
@given(LISTS)
def test_whatever_is_shown_after_whatever(lists: list[list[tuple[int, int]]]) -> None:
    model = Rows("text")
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for wanted in lists:
        new = [{"key": str(key), "text": str(text)} for key, text in wanted]
        model.show(new)
        names = {bytes(name.data()).decode(): role for role, name in model.roleNames().items()}
        shown = [
            {field: model.data(model.index(at), names[field]) for field in ("key", "text")}
            for at in range(model.rowCount())
        ]
        assert shown == new
    del tester


def test_only_what_differs_is_told() -> None:
    model, told = Rows("text"), list[tuple[str, int]]()
    model.rowsInserted.connect(lambda _, first, last: told.append(("in", first)))
    model.rowsRemoved.connect(lambda _, first, last: told.append(("out", first)))
    model.rowsMoved.connect(lambda _, first, last, to, at: told.append(("move", first)))
    model.dataChanged.connect(lambda first, last: told.append(("change", first.row())))
    model.show(rows(1, 2, 3))
    assert told == [("in", 0), ("in", 1), ("in", 2)]
    told.clear()
    model.show(rows(1, 2, 3))
    assert told == []
    model.show(rows(2, 3, 4))
    assert told == [("out", 0), ("in", 2)]
    told.clear()
    model.show(rows(4, 2, 3))
    assert told == [("move", 2)]
    told.clear()
    model.show([*rows(4), *rows(2, text="y"), *rows(3)])
    assert told == [("change", 1)]


def test_what_is_asked_beside_the_rows() -> None:
    model = Rows("text")
    model.show(rows(1))
    assert model.data(model.index(5), 0) is None
    assert model.data(model.index(0), int(Qt.ItemDataRole.DecorationRole)) is None
    assert model.rowCount(model.index(0)) == 0
