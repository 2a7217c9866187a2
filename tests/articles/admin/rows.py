"""Factories of a row for any model that people edit in the admin."""

import io
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from articles.media.pictures import store_picture
from articles.models import Article, Image
from newsroom.accounts.models import User
from newsroom.advertising.models import Advertisement
from newsroom.confidential.models import ConfidentialSource, RestrictedStory
from newsroom.diary.models import DiaryItem
from newsroom.newsletters.models import NewsletterIssue
from newsroom.redirects.models import Redirect
from tests.advertising.makers import make_planned_advertisement
from tests.factories import make_article, make_user
from tests.newsletters.issues import make_issue


def picture_file(colour):
    file = io.BytesIO()
    Pillow.new("RGB", (30, 20), colour).save(file, "PNG")
    return SimpleUploadedFile("harbor.png", file.getvalue())


def make_image(colour="navy"):
    return store_picture(picture_file(colour), alt_en="Harbor")


def make_source():
    return ConfidentialSource.objects.create(article=make_article(), name="old", held_by=make_user("dana"))


def make_restricted_story():
    story = RestrictedStory.objects.create(title_en="old", held_by=make_user("dana"))
    story.people.set(User.objects.all())
    return story


def make_redirect():
    redirect = Redirect(old_address="/old")
    redirect.point_to("/en/")
    redirect.save()
    return redirect


def make_item():
    return DiaryItem.objects.create(title="old", day=date(2026, 3, 4), created_by=make_user("dana"))


def make_old_advertisement():
    return make_planned_advertisement(name="old", advertiser="old")


def make_newsletter():
    return make_issue(subject="old", introduction="old")


MAKERS = {
    Advertisement: make_old_advertisement,
    NewsletterIssue: make_newsletter,
    DiaryItem: make_item,
    Article: make_article,
    Image: make_image,
    User: lambda: make_user("dana", role=None),
    ConfidentialSource: make_source,
    RestrictedStory: make_restricted_story,
    Redirect: make_redirect,
}


def make_row(model):
    """Make a row with text in its names and required columns, by the factory of the model if it has one."""
    if model in MAKERS:
        return MAKERS[model]()
    texts = [
        column
        for column in model._meta.concrete_fields
        if column.get_internal_type() in ("CharField", "SlugField", "TextField")
        and (not column.blank or column.name.startswith("name_"))
    ]
    return model._base_manager.create(**{one.name: "old" for one in texts if not one.choices})
