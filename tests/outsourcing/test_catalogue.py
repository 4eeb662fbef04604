"""Messages are gathered from code and templates, and compiled, without GNU gettext."""

import gettext
import os
from pathlib import Path

from outsourcing.catalogue import compile_outdated, compiled, gathered, update


def test_messages_of_code_and_templates_are_found_translated_and_compiled(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "code.py").write_text('from x import gettext_lazy as _\nlabel = _("A rule")\n')
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        "<p>\n      {% translate 'A word' %}</p>\n"
        "  {% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
        '{% card heading=_("A heading") %}'
    )
    found = gathered(tmp_path, "de")
    assert {"A rule", "A word", "A heading", ("%(n)s row", "%(n)s rows")} <= {message.id for message in found}

    file = tmp_path / "de.po"
    update(file, found)
    file.write_text(file.read_text().replace('msgid "A word"\nmsgstr ""', 'msgid "A word"\nmsgstr "Ein Wort"'))
    assert update(file, gathered(tmp_path, "de")).get("A word").string == "Ein Wort"
    with compiled(file).open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("A word") == "Ein Wort"


def test_a_catalogue_is_compiled_once_and_again_when_it_has_changed(tmp_path: Path) -> None:
    file = tmp_path / "de" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n')
    assert compile_outdated(tmp_path) == [file.with_suffix(".mo")]
    assert compile_outdated(tmp_path) == []
    later = file.with_suffix(".mo").stat().st_mtime_ns + 1
    os.utime(file, ns=(later, later))
    assert compile_outdated(tmp_path) == [file.with_suffix(".mo")]
