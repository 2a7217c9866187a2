"""Tags of pictures: the field of their forms, and one page that changes the tags of many."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.display import field_html, thumb_html
from articles.models import Image, PictureTag
from articles.models.image import LONGEST_TAG, MOST_TAGS, change_tags, parse_tags

MOST_SHOWN = 24  # pictures on the page
APPLY = "_apply"  # the button of the page


class TagsField(forms.CharField):
    """Tags that commas separate; its clean value is a list of them as they are stored."""

    def __init__(self, **options):
        known = {
            "label": gettext_lazy("Tags"),
            "help_text": gettext_lazy("In any language, separated by commas."),
        }
        super().__init__(required=False, show_hidden_initial=True, **(known | options))

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return value if isinstance(value, list) else parse_tags(super().to_python(value))

    def validate(self, tags):
        if long := next((tag for tag in tags if len(tag) > LONGEST_TAG), ""):
            text = _("The tag “%(tag)s” is longer than %(most)d characters.")
            raise ValidationError(text % {"tag": f"{long[:20]}…", "most": LONGEST_TAG})
        if len(tags) > MOST_TAGS:
            raise ValidationError(_("Enter at most %(most)d tags.") % {"most": MOST_TAGS})

    def run_validators(self, tags):
        """Do nothing: those of CharField are for texts."""

    def has_changed(self, initial, data):
        return self.to_python(initial) != self.to_python(data)


class TagsMixin(forms.ModelForm):
    """A form of a picture with its tags. Two people may change them at once: each adds and removes some."""

    tags = TagsField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "tags" in self.fields:
            self.fields["tags"].initial = tags_of(self.instance)

    def save_tags(self):
        """Add the tags that the person has entered, and remove those that they have taken out."""
        if "tags" not in self.changed_data:
            return
        typed, field = self.cleaned_data["tags"], self["tags"]
        shown = field.field.to_python(self.data.get(field.html_initial_name, ""))
        change_tags(
            [self.instance],
            add=[tag for tag in typed if tag not in shown],
            remove=[tag for tag in shown if tag not in typed],
        )


def tags_of(image: Image) -> list[str]:
    return list(image.tag_rows.values_list("name", flat=True)) if image.pk else []


class ManyTagsForm(forms.Form):
    """The tags to add to the chosen pictures, and those of theirs to remove; each may have MOST_TAGS then."""

    add = TagsField(label=gettext_lazy("Tags to add"))
    remove = forms.MultipleChoiceField(
        label=gettext_lazy("Tags to remove"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data, images):
        super().__init__(data)
        self.known = PictureTag.objects.filter(image__in=[image.pk for image in images])
        names = self.known.order_by("name").values_list("name", flat=True).distinct()
        self.fields["remove"].choices = [(name, name) for name in names]

    def clean(self):
        add, remove = (self.cleaned_data.get(name, []) for name in ("add", "remove"))
        others = self.known.exclude(name__in=[*add, *remove]).order_by().values("image")
        if add and others.annotate(count=Count("pk")).filter(count__gt=MOST_TAGS - len(add)).exists():
            text = _("One of the images would have more than %(most)d tags.") % {"most": MOST_TAGS}
            self.add_error("add", text)


@admin.action(description=gettext_lazy("Change tags…"), permissions=["change"])
def change_tags_of_many(model_admin, request, queryset):
    """Show the page with the tags of the chosen pictures, or change these and return to the list."""
    images = list(queryset)
    form = ManyTagsForm(request.POST if APPLY in request.POST else None, images)
    if form.is_valid():
        change_tags(images, add=form.cleaned_data["add"], remove=form.cleaned_data["remove"])
        text = ngettext(
            "The tags of %(count)d image were changed.",
            "The tags of %(count)d images were changed.",
            len(images),
        )
        messages.success(request, text % {"count": len(images)})
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Change tags"),
        "opts": model_admin.opts,
        "form": form,
        "images": images,
        "thumbs": [(field_html(one, "alt"), thumb_html(one, 120, 80)) for one in images[:MOST_SHOWN]],
        "more": len(images) - MOST_SHOWN,
        "checkbox": ACTION_CHECKBOX_NAME,
        "apply": APPLY,
        "media": model_admin.media + form.media,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/articles/image/tags.html", context, status=status)
