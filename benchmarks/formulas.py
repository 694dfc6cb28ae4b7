"""Mean waits that queueing theory knows: many equal windows, people who come at random, exponential service.

`load` is the share of all windows' time that service takes; shares of the classes sum up to 1, best first.
Waits come in the unit of `service`, the mean service time. Running the rules is in `theory.py`.
"""

from __future__ import annotations

from collections.abc import Sequence


def must_wait(windows: int, load: float) -> float:
    """Probability that a newcomer waits: A. K. Erlang's second formula (1917), from his first by recursion.

    Erlang, "Løsning af nogle Problemer fra Sandsynlighedsregningen af Betydning for de automatiske
    Telefoncentraler", Elektroteknikeren 13 (1917).
    """
    offered = load * windows
    lost = 1.0
    for busy in range(1, windows + 1):
        lost = offered * lost / (busy + offered * lost)
    return lost / (1 - load * (1 - lost))


def erlang_c(windows: int, load: float, service: float) -> float:
    """Mean wait in order of arrival (M/M/c): probability to wait × mean wait of whoever waits."""
    return must_wait(windows, load) * service / (windows * (1 - load))


def cobham(windows: int, load: float, service: float, shares: Sequence[float]) -> list[float]:
    """By class: the mean wait when the better class always goes first and nobody is interrupted.

    A. Cobham, "Priority Assignment in Waiting Line Problems", Operations Research 2 (1954), 70-76, with many
    windows and one mean service time.
    """
    first = must_wait(windows, load) * service / windows
    waits, before = [], 0.0
    for share in shares:
        upto = before + share * load
        waits.append(first / ((1 - before) * (1 - upto)))
        before = upto
    return waits


def kleinrock(
    windows: int, load: float, service: float, shares: Sequence[float], weights: Sequence[float]
) -> list[float]:
    """By class: the mean wait when each gains priority at its own rate while it waits.

    L. Kleinrock, "A Delay Dependent Queue Discipline", Naval Research Logistics Quarterly 11 (1964), 329-341;
    Queueing Systems II (1976), section 3.7. With many windows and one service time the mean wait in order of
    arrival stands for W0 / (1 - load): Sharif, Stanford, Taylor and Ziedins, "A multi-class multi-server
    accumulating priority queue with application to health care", Operations Research for Health Care 3
    (2014), 73-79. Weights may not rise from a better class to a worse one.
    """
    in_order = erlang_c(windows, load, service)
    waits = [0.0] * len(shares)
    for mine in reversed(range(len(shares))):  # Kleinrock begins with the lowest weight
        worse, better = range(mine + 1, len(shares)), range(mine)
        saved = sum(shares[i] * load * waits[i] * (1 - weights[i] / weights[mine]) for i in worse)
        lost = sum(shares[i] * load * (1 - weights[mine] / weights[i]) for i in better)
        waits[mine] = (in_order - saved) / (1 - lost)
    return waits


def one_window(load: float, service: float) -> float:
    """Mean wait at one window (M/M/1)."""
    return erlang_c(1, load, service)
