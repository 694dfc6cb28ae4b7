"""docs/health.md names what /health and /metrics say, and docs/doctor.md has a part for each subject."""

from __future__ import annotations

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from doctor.finding import SUBJECTS
from link.words import DeviceState
from server.gateway.facts import HealthFacts, JournalFacts
from server.gateway.health import ProgramKey
from server.gateway.metrics import CONDITIONS, Metrics
from tests.docs import pages
from tests.support.serving import serving

PAGE = pages.page("docs/health.md")


def test_every_field_of_health_is_on_the_page() -> None:
    on_page = {pages.words(row["field"])[0] for row in pages.table(PAGE, "field", "what it says")}
    own = set(HealthFacts.__struct_fields__) - {"journal"}
    assert on_page == own | {f"journal.{name}" for name in JournalFacts.__struct_fields__}


def test_every_state_of_a_device_is_on_the_page() -> None:
    rows = pages.table(PAGE, "state", "what it means")
    assert [pages.words(row["state"])[0] for row in rows] == list(CONDITIONS)


async def test_every_metric_is_on_the_page_with_its_labels(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        await served.join("kiosk", "door")
        key = ProgramKey("kiosk", "door")
        served.hub.health.status(key, [DeviceState("door", "printer", "ok")], served.ms)
        served.hub.queues_changed()
        text = Metrics(served.engine, served.hub, tmp_path).text().decode()
    found = {
        sample.name: set(sample.labels)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    rows = pages.table(PAGE, "metric", "labels", "what it says")
    assert {pages.words(row["metric"])[0]: set(pages.words(row["labels"])) for row in rows} == found


def test_the_doctors_subjects_are_on_its_page() -> None:
    page = pages.page("docs/doctor.md")
    titles = [match[2].strip("`") for match in pages.HEADING.finditer(page) if "`" in match[2]]
    assert titles[1:] == list(SUBJECTS), "the first one is the page's own title"
