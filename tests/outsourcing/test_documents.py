"""README and docs/ lead nowhere wrong, and leave no setting out."""

import re
from pathlib import Path

import pytest

from outsourcing.launcher.bootstrap import BASE_DIR

DOCUMENTS = [BASE_DIR / "README.md", *sorted((BASE_DIR / "docs").rglob("*.md"))]
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
# Read by the settings, by the web's own process, and by what the compose file alone knows.
READ = re.compile(r"""env\.\w+\(\s*"([A-Z_]+)\"|env, "([A-Z_]+)\"""")
OF_COMPOSE = {"POSTGRES_PASSWORD", "WEB_LISTEN", "WORKER_PROCESSES", "TANDEM_RELEASE"}


def anchors(file: Path) -> set[str]:
    """The names by which the headings of a document can be linked to."""
    headings = HEADING.findall(FENCED.sub("", file.read_text()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(BASE_DIR).as_posix())
def test_every_link_leads_somewhere(document: Path) -> None:
    broken = []
    for link in LINK.findall(FENCED.sub("", document.read_text())):
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if re.match(r"[a-z]+:", link):
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def settings_read() -> set[str]:
    sources = [BASE_DIR / "outsourcing" / name for name in ("settings.py", "environment.py")]
    return {first or second for source in sources for first, second in READ.findall(source.read_text())}


def test_the_operators_guide_lists_every_setting_and_no_other() -> None:
    text = (BASE_DIR / "docs" / "operating.md").read_text()
    table = text[text.index("## Settings") : text.index("`manage.py` itself reads")]
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == settings_read()


def test_the_compose_file_hands_on_what_the_example_offers() -> None:
    offered = set(re.findall(r"^([A-Z_]+)=", (BASE_DIR / ".env.example").read_text(), re.MULTILINE))
    compose = (BASE_DIR / "docker-compose.yml").read_text()
    assert {name for name in offered if f"${{{name}" not in compose} == set()
    assert set(re.findall(r"\$\{([A-Z_]+)", compose)) - settings_read() - OF_COMPOSE == set()
