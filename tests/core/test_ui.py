"""The tags and filters of the interface, each as a template would use it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, ClassVar

import django_filters
import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone, translation

from accounts.models import User
from core.forms import Group
from core.money import Money

AT = datetime(2026, 3, 5, 22, 30, tzinfo=UTC)


def rendered(source: str, query: str = "", **context: Any) -> str:
    """`source` rendered for a request with `query`, in one line."""
    request = RequestFactory().get(f"/vendors/?{query}")
    return " ".join(engines["django"].from_string(source).render(context, request).split())


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As registered.")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)
    regions = forms.MultipleChoiceField(
        label="Regions", choices=[("eu", "Europe")], widget=forms.CheckboxSelectMultiple, required=False
    )
    agree = forms.BooleanField(label="I agree")
    country = forms.ChoiceField(label="Country", choices=[("DE", "Germany")])


# --- Words and numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "value", "english", "german"),
    [
        ("{{ v|number:2 }}", Decimal("1234.565"), "1,234.57", "1.234,57"),
        ("{{ v|number:0 }}", Decimal("2.5"), "3", "3"),
        ("{{ v|number:0 }}", Decimal("-2.5"), "-3", "-3"),
        ("{{ v|number }}", Decimal("99.70"), "99.7", "99,7"),
        ("{{ v|number }}", Decimal("1E+3"), "1,000", "1.000"),
        ("{{ v|number }}", 340, "340", "340"),
        ("{{ v|number:1 }}", None, "–", "–"),
        ("{{ v|number:1 }}", "", "–", "–"),
        ("{{ v|number:1 }}", "many", "many", "many"),
        ('{{ v|money:"EUR" }}', Decimal("1250000"), "€1,250,000.00", "1.250.000,00\u00a0€"),
        ('{{ v|money:"JPY" }}', Decimal("1250.5"), "JP¥1,251", "1.251\u00a0¥"),
        ("{{ v|money }}", Money(Decimal("2000.005"), "EUR"), "€2,000.01", "2.000,01\u00a0€"),
        ('{{ v|money:"EUR" }}', None, "–", "–"),
        ("{{ v|localdate|striptags }}", date(2026, 3, 5), "5 Mar 2026", "05.03.2026"),
        ("{{ v|localdate|striptags }}", None, "–", "–"),
        ("{{ v|localminute|striptags }}", AT, "5 Mar 2026, 22:30", "05.03.2026, 22:30"),
        ("{{ v|localtime_tz|striptags }}", AT, "5 Mar 2026, 22:30 UTC", "05.03.2026, 22:30 UTC"),
        ("{{ v|localtime_tz|striptags }}", None, "–", "–"),
    ],
)
def test_values_are_written_as_the_reader_writes_them(source: str, value: Any, english: str, german: str) -> None:
    assert engines["django"].from_string(source).render({"v": value}) == english
    with translation.override("de"):
        assert engines["django"].from_string(source).render({"v": value}) == german


def test_instant_is_shown_in_the_readers_zone_and_names_it() -> None:
    with timezone.override("Europe/Berlin"):
        shown = rendered("{{ at|localdate }} {{ at|localtime_tz }}", at=datetime(2026, 3, 5, 23, 30, tzinfo=UTC))
    assert "6 Mar 2026, 00:30 CET</time>" in shown
    assert shown.startswith('<time datetime="2026-03-05T23:30:00+00:00">6 Mar 2026</time>')


# --- Small parts ----------------------------------------------------------------------------------------------------


def test_status_has_word_shape_and_tone() -> None:
    shown = rendered('{% status "bad" word %}', word="Overdue & late")
    assert 'class="t-status tone-bad"' in shown
    assert "<svg" in shown
    assert "Overdue &amp; late" in shown


def test_status_of_unknown_tone_is_neutral() -> None:
    assert "tone-neutral" in rendered('{% status "purple" "Odd" %}')


class Record:
    tones: ClassVar[dict[str, dict[str, str]]] = {"state": {"active": "ok"}}

    def __init__(self, state: str) -> None:
        self.state = state

    def get_state_display(self) -> str:
        return self.state.title()


@pytest.mark.parametrize(("state", "tone"), [("active", "ok"), ("prospect", "neutral")])
def test_status_of_a_record_takes_its_tone_from_the_model(state: str, tone: str) -> None:
    shown = rendered('{% status_of record "state" %}', record=Record(state))
    assert f"tone-{tone}" in shown
    assert state.title() in shown


def test_icon_is_hidden_unless_it_is_named() -> None:
    assert 'aria-hidden="true"' in rendered('{% icon "home" %}')
    named = rendered("{% icon name label %}", name="star-filled", label='My "favourite"')
    assert 'role="img"' in named
    assert 'aria-label="My &quot;favourite&quot;"' in named


# --- Addresses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "direction", "following"),
    [
        ("state=open&page=3", "", "?state=open&amp;order=name"),
        ("order=name&state=open", "ascending", "?state=open&amp;order=-name"),
        ("order=-name", "descending", "?order=name"),
        ("order=other", "", "?order=name"),
    ],
)
def test_heading_orders_keeps_the_filters_and_starts_on_the_first_page(
    query: str, direction: str, following: str
) -> None:
    shown = rendered('{% sort_header "name" "Name" %}', query)
    assert (f'aria-sort="{direction}"' in shown) == bool(direction)
    assert f'href="{following}"' in shown


def test_pages_keep_the_filters_and_mark_where_one_is() -> None:
    page = Paginator(range(100), 10).page(5)
    shown = rendered("{% pagination page %}", "q=acme&page=5", page=page)
    assert "41 to 50 of 100" in shown
    assert 'href="?q=acme&amp;page=4"' in shown
    assert 'href="?q=acme&amp;page=6"' in shown
    assert shown.count('aria-current="page"') == 1


def test_single_page_needs_no_links() -> None:
    assert rendered("{% pagination page %}", page=Paginator(range(3), 10).page(1)) == ""


def test_keyset_pages_replace_each_others_cursor() -> None:
    shown = rendered("{% pagination_keyset before=b after=a %}", "before=x&q=1", b="n9", a="n1")
    assert 'href="?q=1&amp;before=n9"' in shown
    assert 'href="?q=1&amp;after=n1"' in shown


# --- Filters --------------------------------------------------------------------------------------------------------


class SampleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Search", method="keep")
    country = django_filters.MultipleChoiceFilter(
        label="Country", choices=[("Europe", [("DE", "Germany"), ("IE", "Ireland")])], method="keep"
    )
    since = django_filters.DateFilter(label="Since", method="keep")
    due = django_filters.DateFromToRangeFilter(label="Due", method="keep")
    mine = django_filters.BooleanFilter(label="Mine", method="keep")

    def keep(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset


def bar(query: str) -> str:
    filterset = SampleFilter(RequestFactory().get(f"/?{query}").GET, queryset=User.objects.none())
    return rendered("{% filter_bar filterset count=7 %}", query, filterset=filterset)


def test_filters_that_are_set_are_chips_that_can_be_taken_off() -> None:
    shown = bar("q=acme&country=DE&country=IE&since=2026-03-05&page=4&order=name")
    assert "Search: <b>acme</b>" in shown
    assert "Country: <b>Germany, Ireland</b>" in shown
    assert "Since: <b>5 Mar 2026</b>" in shown
    assert 'href="/vendors/?q=acme&amp;since=2026-03-05&amp;order=name"' in shown
    assert '<input type="hidden" name="order" value="name">' in shown


def test_chip_of_a_range_takes_both_ends_off() -> None:
    shown = bar("due_after=2026-03-05&due_before=2026-04-01&mine=true")
    assert "Due: <b>5 Mar 2026 – 1 Apr 2026</b>" in shown
    assert "Mine: <b>yes</b>" in shown
    assert 'href="/vendors/?mine=true"' in shown


def test_nothing_set_shows_no_chip_but_the_count() -> None:
    shown = bar("")
    assert "t-chip" not in shown.replace("t-chips", "")
    assert "7 rows" in shown


def test_filter_that_cannot_be_read_is_no_chip() -> None:
    assert "Since: <b>" not in bar("since=yesterday")


# --- Forms ----------------------------------------------------------------------------------------------------------


def test_field_ties_label_help_and_error_to_the_input() -> None:
    shown = rendered("{% field form.name %}", form=Sample({}))
    assert '<label class="t-label" for="id_name">' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'id="id_name_helptext">As registered.' in shown
    assert 'id="id_name_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_several_choices_stand_in_a_fieldset_with_a_legend() -> None:
    shown = rendered("{% field form.regions %}", form=Sample())
    assert "<fieldset" in shown
    assert "<legend>Regions</legend>" in shown
    assert shown.count("form-check-input") == 1


@pytest.mark.parametrize(
    ("name", "css"), [("name", "form-control"), ("country", "form-select"), ("agree", "form-check-input")]
)
def test_input_wears_the_dress_of_its_kind(name: str, css: str) -> None:
    assert f'class="{css}"' in rendered("{% widget bound data_key='/' %}", bound=Sample()[name])


def test_attributes_are_added_to_an_input() -> None:
    shown = rendered('{{ form.name|attrs:"autocomplete=organization,data-key=/" }}', form=Sample())
    assert 'autocomplete="organization"' in shown
    assert 'data-key="/"' in shown


def test_errors_are_summed_up_with_links_to_the_fields() -> None:
    form = Sample({"country": "DE"})
    form.add_error(None, "The project is closed.")
    shown = rendered("{% form_errors form %}", form=form)
    assert "2 fields need another look" in shown
    assert "The project is closed." in shown
    assert 'href="#id_agree"' in shown


def test_form_without_errors_sums_up_nothing() -> None:
    assert rendered("{% form_errors form %}", form=Sample()) == ""


def test_whole_form_carries_token_version_and_way_back() -> None:
    shown = rendered(
        "{% post_form form submit='Register' cancel='/vendors/' record=record %}",
        form=Sample(),
        record=SimpleNamespace(version=4),
    )
    assert 'name="csrfmiddlewaretoken"' in shown
    assert '<input type="hidden" name="version" value="4">' in shown
    assert 'href="/vendors/"' in shown
    assert ">Register</button>" in shown
    assert "As registered." in shown


def test_django_draws_its_forms_with_our_components() -> None:
    assert "t-field" in rendered("{{ form.name.as_field_group }}", form=Sample())
    assert "t-form-errors" in rendered("{{ form }}", form=Sample({}))


class Grouped(Sample):
    groups = (Group("Where", (("country", "regions"), "nowhere")), Group("Nothing here", ("nowhere",)))


def test_groups_stand_under_their_legends_and_the_rest_comes_first() -> None:
    shown = rendered("{{ form }}", form=Grouped())
    assert [shown.index(part) for part in ("id_name", "Where</legend>", "id_country", "id_regions")] == sorted(
        shown.index(part) for part in ("id_name", "Where</legend>", "id_country", "id_regions")
    )
    assert shown.count('class="t-fields-row"') == 1
    assert "Nothing here" not in shown
    assert shown.count('id="id_country"') == 1


# --- Components with a body -----------------------------------------------------------------------------------------


def test_components_keep_their_body_and_escape_what_people_wrote() -> None:
    shown = rendered(
        '{% card heading=h %}<p>{{ body }}</p>{% endcard %}{% callout tone="watch" %}x{% endcallout %}',
        h="<b>",
        body="<i>",
    )
    assert "<h2>&lt;b&gt;</h2>" in shown
    assert "<p>&lt;i&gt;</p>" in shown
    assert "t-callout tone-watch" in shown


def test_table_is_a_named_region_that_keys_can_scroll() -> None:
    shown = rendered('{% datatable label="Vendors" cards=True %}<tbody></tbody>{% enddatatable %}')
    assert 'class="t-table-wrap is-cards" role="region" aria-label="Vendors" tabindex="0"' in shown
