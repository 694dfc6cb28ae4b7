"""The hall file: whether it can be read, and what is wrong in it.

What may stand in it is `server/config*.py`'s matter.
"""

from __future__ import annotations

from collections.abc import Iterator

from assets.texts import N_
from doctor.finding import Finding, as_it_is, words
from doctor.patient import Patient
from server.config import HallFileError, load_plan


def hall_file(patient: Patient) -> Iterator[Finding]:
    """Read it, if one was named; from then on its plan is known."""
    if patient.hall is None:
        return
    try:
        patient.plan = load_plan(patient.hall)
    except HallFileError as error:
        mend = words(N_("docs/hall-file.md says what may stand there"))
        yield Finding("hall file", str(patient.hall), "bad", as_it_is(str(error)), mend)
        return
    plan = patient.plan
    says = words(
        N_("{name}: {queues} queues, {windows} windows"),
        name=plan.id,
        queues=len(plan.queues),
        windows=len(plan.counters),
    )
    yield Finding("hall file", str(patient.hall), "ok", says)
