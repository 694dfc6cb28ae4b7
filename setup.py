"""The distribution `tingxu`: its rooms as packages, its data, and the one command."""

from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
ROOMS = [
    "assets", "benchmarks", "cli", "counter", "demo", "devices", "display", "doctor", "emulators",
    "kiosk", "link", "ports", "printers", "screen", "server", "simulation", "voice",
]  # fmt: skip


def version() -> str:
    """The one in `link/version.py`, read without importing anything."""
    text = (HERE / "link" / "version.py").read_text(encoding="utf-8")
    return text.split('VERSION = "')[1].split('"')[0]


def requirements() -> list[str]:
    """What `pip install .` needs, from the one list that the lock is made from too."""
    lines = (HERE / "requirements" / "run.in").read_text(encoding="utf-8").splitlines()
    return [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip()]


setup(
    name="tingxu",
    version=version(),
    description="Keeps the order in public service halls: kiosks, counters, boards, voices and printers",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.11",
    packages=find_packages(include=[pattern for room in ROOMS for pattern in (room, f"{room}.*")]),
    package_data={
        "assets": ["**/*"],
        "kiosk": ["qml/*"],
        "counter": ["qml/*"],
        "display": ["qml/*"],
    },
    install_requires=requirements(),
    entry_points={"console_scripts": ["tingxu = cli.main:app"]},
)
