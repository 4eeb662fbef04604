"""Messages are gathered from code and templates, and compiled, without GNU gettext."""

import gettext
import os
import re
from pathlib import Path
from shutil import copy

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from outsourcing.catalogue import compile_outdated, compiled, forms, gathered, update, waiting

OFFERED = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
UNTOUCHABLE = re.compile(r"%\(\w+\)[sd]|%%|%[sd]|\{\w*\}|</?\w[^>]*>")
"""What a translator leaves as it is: placeholders and markup."""


def catalogue_of(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("language", OFFERED)
def test_the_catalogue_of_an_offered_language_is_complete_and_compiles(language: str, tmp_path: Path) -> None:
    with catalogue_of(language).open("rb") as stream:
        catalog = read_po(stream, locale=language)
    assert waiting(catalog) == []
    assert not catalog.fuzzy
    with compiled(Path(copy(catalogue_of(language), tmp_path))).open("rb") as stream:
        translations = gettext.GNUTranslations(stream)
    assert translations.gettext("Vendor") == catalog.get("Vendor").string


@pytest.mark.parametrize("language", OFFERED)
def test_no_message_of_code_or_templates_lacks_its_translation(language: str, tmp_path: Path) -> None:
    catalog = update(Path(copy(catalogue_of(language), tmp_path)), gathered(settings.BASE_DIR, language))
    assert waiting(catalog) == [], "python manage.py messages, then translate what it lists"


@pytest.mark.parametrize("language", OFFERED)
def test_a_translation_holds_the_placeholders_and_the_markup_of_its_message(language: str) -> None:
    with catalogue_of(language).open("rb") as stream:
        catalog = read_po(stream, locale=language)
    for message in catalog:
        english = forms(message.id)
        for at, words in enumerate(forms(message.string) if message.id else ()):
            meant = english[min(at, len(english) - 1)]
            assert sorted(UNTOUCHABLE.findall(words)) == sorted(UNTOUCHABLE.findall(meant)), meant


def test_messages_of_code_and_templates_are_found_translated_and_compiled(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "code.py").write_text(
        'from x import gettext_lazy as _\nlabel = _("A rule")\nf"{_(\'A part\')}: {label}"\n'
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        "<p>\n      {% translate 'A word' %}</p>\n"
        "  {% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
        '{% card heading=_("A heading") %}'
    )
    found = gathered(tmp_path, "de")
    assert {"A rule", "A part", "A word", "A heading", ("%(n)s row", "%(n)s rows")} <= {message.id for message in found}

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


def test_what_waits_for_a_translation_is_named_with_its_file(tmp_path: Path) -> None:
    file = tmp_path / "de.po"
    file.write_text(
        '#: app/views.py\nmsgid "Open"\nmsgstr ""\n\n'
        '#: app/views.py\nmsgid "One"\nmsgid_plural "Many"\nmsgstr[0] "Eins"\nmsgstr[1] ""\n\n'
        '#: app/views.py\n#, fuzzy\nmsgid "Guessed"\nmsgstr "Geraten"\n\n'
        '#: app/views.py\nmsgid "Closed"\nmsgstr "Geschlossen"\n'
    )
    with file.open("rb") as stream:
        lacking = waiting(read_po(stream, locale="de"))
    assert lacking == [("Open", "app/views.py"), ("One", "app/views.py"), ("Guessed", "app/views.py")]
