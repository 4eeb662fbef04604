"""What people type about webhooks and about what they are told of."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ScopedForm
from accounts.models import User
from notifications.models import WebhookEndpoint
from notifications.topics import all_topics, topic_choices, topics_for_vendor_people


class EndpointForm(ScopedForm):
    """Name, address and topics of a webhook."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("Which system is told, as “Service desk”."))
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("Must answer with a status of 200 to 299 within 15 seconds."),
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        choices=topic_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none to be told of everything."),
    )

    def __init__(self, *args: Any, user: User, record: WebhookEndpoint | None = None, **kwargs: Any) -> None:
        if record is not None:
            kwargs["initial"] = {"name": record.name, "url": record.url, "topics": record.topics}
        super().__init__(*args, user=user, **kwargs)


class PreferencesForm(ScopedForm):
    """What a person wants to hear of: everything, save what they untick."""

    heard = forms.MultipleChoiceField(
        label=_("Tell me of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is not ticked reaches you neither here nor by mail."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        topics = topics_for_vendor_people() if user.is_vendor_person else all_topics()
        self.topics = sorted(
            ((topic.code, str(topic.label)) for topic in topics), key=lambda choice: choice[1].casefold()
        )
        heard = self.fields["heard"]
        assert isinstance(heard, forms.MultipleChoiceField)
        heard.choices = self.topics

    @property
    def muted(self) -> list[str]:
        """The topics that were left unticked."""
        return [code for code, _label in self.topics if code not in self.cleaned_data["heard"]]
