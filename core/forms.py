"""How Django draws a form when it is asked to: with our components."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """settings.FORM_RENDERER: `{{ form }}` and `{{ form.name.as_field_group }}` come out of templates/components."""

    form_template_name = "components/form_fields.html"
    field_template_name = "components/field_group.html"
