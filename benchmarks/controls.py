"""A mean estimated with control variates: other means of the same run, whose true values are known.

Where a run had, say, more arrivals than usual, its waits are longer and the controls say by how much: what
is explained by their deviation from the truth is taken out (Lavenberg and Welch, "A Perspective on the Use of
Control Variables to Increase the Efficiency of Monte Carlo Simulations", Management Science 27, 1981). The
coefficients come from the batches by least squares; nothing is assumed of the quantity that is estimated.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple


class Control(NamedTuple):
    """A quantity by batch, and its true mean."""

    values: Sequence[float]
    truth: float


class Estimate(NamedTuple):
    """A mean and its standard error."""

    mean: float
    error: float


class _Column(NamedTuple):
    """Deviations from the mean of the batches, and that mean's deviation from the truth."""

    around: list[float]
    off: float


def controlled(values: Sequence[float], controls: Sequence[Control]) -> Estimate:
    """The mean of what was seen in each batch. Needs clearly more batches than controls."""
    batches, free = len(values), len(values) - 1 - len(controls)
    columns: list[_Column] = []
    for control in controls:
        mean = _mean(control.values)
        column = _Column([value - mean for value in control.values], mean - control.truth)
        for other in columns:  # each control says only what the ones before did not
            column = _without(column, other)
        if _squares(column.around) > 0:
            columns.append(column)
    mean = _mean(values)
    rest = _Column([value - mean for value in values], mean)
    for column in columns:
        rest = _without(rest, column)
    spread = _squares(rest.around) / free
    share = 1 / batches + sum(column.off**2 / _squares(column.around) for column in columns)
    return Estimate(rest.off, sqrt(spread * share))


def _without(column: _Column, other: _Column) -> _Column:
    """What is left of a column when its share of the other is taken out."""
    along = sum(a * b for a, b in zip(column.around, other.around, strict=True)) / _squares(other.around)
    around = [a - along * b for a, b in zip(column.around, other.around, strict=True)]
    return _Column(around, column.off - along * other.off)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _squares(values: Sequence[float]) -> float:
    return sum(value * value for value in values)
