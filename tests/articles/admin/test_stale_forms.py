"""Two people at one form, for every model in the admin: no change is overwritten or lost."""

import re

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.forms import UsernameField
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.admin.editor_widget import BodyEditor
from articles.admin.forms.guarded import GuardedForm
from articles.models import Article, Event, Image, Section, Term
from newsroom.accounts.models import User
from newsroom.confidential.models import RestrictedStory
from newsroom.diary.models import DiaryItem
from newsroom.redirects.admin import AddressInput
from tests.articles.admin.forms import PostedForm
from tests.articles.admin.rows import make_image, make_row, picture_file
from tests.factories import make_topic, make_user
from tests.together import together

ADDRESSES = {
    "old_address": ["/ada-typed", "/bo-typed"],
    "target": ["https://ada.example/", "https://bo.example/"],
}
TYPED = {
    UsernameField: ["ada.typed", "bo.typed"],
    forms.EmailField: ["ada@example.com", "bo@example.com"],
    forms.URLField: ["https://ada.example/", "https://bo.example/"],
    forms.SlugField: ["ada-typed", "bo-typed"],
    forms.IntegerField: ["3", "4"],
    forms.CharField: ["Lanterns", "Otters"],
}
NOT_TYPED = (
    forms.ModelChoiceField,
    forms.FileField,
    forms.BooleanField,
    forms.DateField,
    forms.DateTimeField,
    forms.TimeField,
)


def editable():
    """Return the admins of the site whose rows can be changed by a superuser."""
    admin.autodiscover()
    request = RequestFactory().get("/")
    request.user = User(username="root", is_staff=True, is_superuser=True)
    return [one for one in admin.site._registry.values() if one.has_change_permission(request)]


def two_values(name, field, shown):
    """Return two new values to post in a field, or [] if it has none."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [[str(pk)] for pk in field.queryset.values_list("pk", flat=True)[:2]]
    if isinstance(field, NOT_TYPED):
        return []
    if isinstance(field, forms.ChoiceField):
        offered = [value for one in field.choices for value in flat_values(one)]
        return [[str(value)] for value in offered if value and [str(value)] != shown][:2]
    if isinstance(field, AddressInput):
        return [[value] for value in ADDRESSES[name]]
    found = next(values for kind, values in TYPED.items() if isinstance(field, kind))
    if type(field) is forms.CharField:  # different texts in each field
        found = [f"{value}of{name}" for value in found]
    is_body = isinstance(field.widget, BodyEditor)
    return [[f"<p>{value}</p>" if is_body else value] for value in found]


def flat_values(choice):
    value, label = choice
    return [one for one, _label in label] if isinstance(label, list | tuple) else [value]


class TwoPeople:
    """Ada and Bo, who open the form of the same row."""

    def __init__(self, model_admin):
        self.ada, self.bo = Client(), Client()
        for name in ("ada", "bo"):
            getattr(self, name).force_login(make_user(name, is_superuser=True))
        self.model, self.row = model_admin.model, make_row(model_admin.model)
        meta = self.model._meta
        self.address = f"/admin/{meta.app_label}/{meta.model_name}/{self.row.pk}/change/"
        self.form_id = f"{meta.model_name}_form"

    def open(self, client):
        self.page = client.get(self.address)
        self.form = self.page.context["adminform"].form
        return self.opened()

    def opened(self):
        """Return another copy of the form that was opened last."""
        return PostedForm(self.page, self.form_id)

    def save(self, client, form, name="", value=None):
        return self.save_all(client, form, {name: value} if name else {})

    def save_all(self, client, form, values):
        for name, value in values.items():
            form[name] = value
        return client.post(self.address, form.data("_continue"))

    def fields(self):
        """Open the form and return {name: [Ada's value, Bo's value]} of the fields that both can change."""
        shown = self.open(self.ada)
        guarded = {name: self.form.fields[name] for name in self.form.guarded()}
        found = {name: two_values(name, field, shown.values.get(name)) for name, field in guarded.items()}
        # Changes of `people` would take the form from a person who is no longer named.
        closing = {"people"} if self.model is RestrictedStory else set()
        return {name: values for name, values in found.items() if len(values) == 2 and name not in closing}

    def saved(self, names):
        shown = self.open(self.ada).values
        return {name: shown.get(name) for name in names}


# All forms lock and compare with the same code, so a few of them are enough on PostgreSQL.
ON_BOTH_DATABASES = {Article, DiaryItem, Section, User}


def parameter(model_admin):
    marks = [] if model_admin.model in ON_BOTH_DATABASES else [pytest.mark.sqlite]
    return pytest.param(model_admin, id=model_admin.model._meta.model_name, marks=marks)


ADMINS = [parameter(one) for one in editable()]
pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def no_second_person(monkeypatch):
    """Let changes of permissions take effect at once; other tests cover permission requests."""
    monkeypatch.setattr(
        "newsroom.security.permission_requests.second_people", lambda person: User.objects.none()
    )


@pytest.mark.usefixtures("media")
@pytest.mark.parametrize("model_admin", ADMINS)
class TestEveryForm:
    def test_it_is_guarded_and_no_list_is_a_form(self, model_admin):
        both = TwoPeople(model_admin)
        both.open(both.bo)
        assert isinstance(both.form, GuardedForm)
        assert not model_admin.list_editable

    def test_different_fields_are_both_kept(self, model_admin):
        both = TwoPeople(model_admin)
        (first, (mine, _other)), (second, (_another, theirs)) = list(both.fields().items())[:2]
        assert both.save(both.ada, both.opened(), first, mine).status_code == 302
        assert both.save(both.bo, both.opened(), second, theirs).status_code == 302
        assert both.saved([first, second]) == {first: mine, second: theirs}

    def test_in_the_same_fields_the_second_is_asked_and_may_keep_either(self, model_admin):
        both = TwoPeople(model_admin)
        fields = both.fields()
        hers, his = ({name: values[who] for name, values in fields.items()} for who in (0, 1))
        form = both.opened()
        assert both.save_all(both.ada, both.opened(), hers).status_code == 302
        response = both.save_all(both.bo, form, his)
        assert response.status_code == 409
        assert both.saved(fields) == hers
        again = PostedForm(response, both.form_id)
        assert {name: again.values[name] for name in fields} == his
        self.check_notes(both, response, hers)
        # Texts of stories have no such choice: they are merged word by word.
        kept = [name for name in fields if f"keep-{name}" in again]
        if kept:
            choices = {f"keep-{name}": "theirs" for name in kept}
            assert both.save_all(both.bo, PostedForm(response, both.form_id), choices).status_code == 302
            assert both.saved(kept) == {name: hers[name] for name in kept}
            again = PostedForm(both.save_all(both.bo, form, his), both.form_id)
        assert both.save(both.bo, again).status_code == 302
        assert both.saved(fields) == his

    def check_notes(self, both, response, hers):
        """Assert that every field has one note, with the value that Ada saved."""
        page = html.fromstring(response.content.decode())
        for name, [value] in hers.items():
            [note] = page.xpath(f"//*[@id='choice-{name}' or @data-overlaps='id_{name}']")
            assert "theirs" in note.get("class").split(), name
            if not isinstance(both.form.fields[name], forms.ChoiceField):
                assert re.sub("<.*?>", "", value) in note.text_content(), name

    def test_of_a_row_that_is_gone_the_typed_text_is_shown(self, model_admin):
        both = TwoPeople(model_admin)
        fields = both.fields().items()
        name, his = next(
            (name, his) for name, (_hers, his) in fields if his[0].startswith(("Otters", "bo", "/bo"))
        )
        both.model._base_manager.filter(pk=both.row.pk).delete()
        response = both.save(both.bo, both.opened(), name, his)
        assert response.status_code == 409
        assert his[0] in html.fromstring(response.content.decode()).xpath("string(//main)")
        assert not both.model._base_manager.filter(pk=both.row.pk).exists()


class TestOneForm:
    def both(self, model):
        return TwoPeople(admin.site.get_model_admin(model))

    def test_a_save_writes_the_changed_columns_alone(self):
        both = self.both(Section)
        with CaptureQueriesContext(connection) as seen:
            both.save(both.bo, both.open(both.bo), "description_ko", "경제 소식")
        [write] = [one["sql"] for one in seen if one["sql"].startswith('UPDATE "articles_section"')]
        assert re.findall(r'"(\w+)" = ', write.partition(" WHERE ")[0]) == ["description_ko"]

    def test_a_save_without_a_change_writes_nothing_and_logs_nothing(self):
        both = self.both(Section)
        events = Event.objects.count()
        assert both.save(both.bo, both.open(both.bo)).status_code == 302
        assert Event.objects.count() == events
        both.save(both.bo, both.open(both.bo), "slug", "money")
        assert Event.objects.count() == events + 1

    def test_the_message_names_who_saved_what(self):
        both = self.both(Section)
        form = both.open(both.bo)
        both.save(both.ada, both.open(both.ada), "slug", "money")
        page = both.save(both.bo, form, "slug", "trade").content.decode()
        assert "Not saved yet: ada changed this" in page
        assert "Changed: Address." in page
        assert "Saved by ada:" in page

    def test_an_address_that_no_row_can_have_is_not_found(self):
        both = self.both(Section)
        form = both.open(both.bo)
        for number in ("abc", "_31", "9" * 20):
            both.address = f"/admin/articles/section/{number}/change/"
            assert both.save(both.bo, form)["Location"] == "/admin/", number

    def test_who_deleted_it_is_named(self):
        both = self.both(Section)
        form = both.open(both.bo)
        both.ada.post(both.address.replace("/change/", "/delete/"), {"post": "yes"})
        assert "Not saved: ada deleted this" in both.save(both.bo, form).content.decode()

    def test_a_choice_that_was_deleted_since_is_no_error_of_who_did_not_touch_it(self):
        old, new = make_topic("harbours"), make_topic("ports")
        both = self.both(Term)
        both.save(both.ada, both.open(both.ada), "topic", old.pk)
        form = both.open(both.bo)
        both.save(both.ada, both.open(both.ada), "topic", new.pk)
        old.delete()
        assert both.save(both.bo, form, "note", "Bo's note").status_code == 302
        both.row.refresh_from_db()
        assert (both.row.topic, both.row.note) == (new, "Bo's note")

    def test_both_choices_are_shown_by_name(self):
        topics = make_topic("harbours"), make_topic("ports")
        both = self.both(Term)
        form = both.open(both.bo)
        both.save(both.ada, both.open(both.ada), "topic", topics[0].pk)
        response = both.save(both.bo, form, "topic", topics[1].pk)
        page = html.fromstring(response.content.decode())
        [choice] = page.xpath("//*[@id='choice-topic']")
        assert [name in choice.text_content() for name in ("Harbours", "Ports")] == [True, True]

    def test_a_tick_that_both_changed_is_one_change(self):
        both = self.both(Term)
        form = both.open(both.bo)
        for client, own in ((both.ada, both.open(both.ada)), (both.bo, form)):
            del own.values["is_required"]
            assert both.save(client, own).status_code == 302
        both.row.refresh_from_db()
        assert not both.row.is_required

    @pytest.mark.usefixtures("media")
    def test_a_new_file_is_asked_about(self):
        both = self.both(Image)
        form = both.open(both.bo)
        other = make_image("crimson")
        image = Image.objects.get(pk=both.row.pk)
        image.file = other.file.name
        image.save()
        data = form.data("_continue") | {"file": picture_file("gold"), "alt_en": ["Gold"]}
        response = both.bo.post(both.address, data)
        assert response.status_code == 409
        again = PostedForm(response, both.form_id)
        assert again["alt_en"] == "Gold"
        assert both.save(both.bo, again, "keep-file", "theirs").status_code == 302
        image.refresh_from_db()
        assert (image.file.name, image.alt_en) == (other.file.name, "Gold")

    def test_what_was_typed_is_added_again(self):
        both = self.both(Article)
        form = both.open(both.bo)
        Article.objects.all().delete()
        response = both.save(both.bo, form, "title_en", "Otters swim")
        again = PostedForm(response, "add-again")
        assert both.bo.post("/admin/articles/article/add/", again.data()).status_code == 302
        story = Article.objects.get()
        assert (story.title_en, story.body_en) == ("Otters swim", "<p>The harbor opens.</p>")

    def test_own_settings_keep_what_somebody_else_set(self):
        user = make_user("cho")
        client = Client()
        client.force_login(user)
        form = PostedForm(client.get("/admin/account/settings/"), "settings_form")
        User.objects.filter(pk=user.pk).update(time_zone="Asia/Tokyo")
        client.post("/admin/account/settings/", form.data(mail="never"))
        user.refresh_from_db()
        assert (user.mail, user.time_zone) == ("never", "Asia/Tokyo")


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def both(self):
        return TwoPeople(admin.site.get_model_admin(Section))

    def test_different_fields_that_are_saved_at_the_same_moment_are_both_kept(self):
        both = self.both()
        forms = both.open(both.ada), both.open(both.bo)
        responses = together(
            lambda: both.save(both.ada, forms[0], "description_en", "Lanterns"),
            lambda: both.save(both.bo, forms[1], "description_ko", "수달"),
        )
        assert [response.status_code for response in responses] == [302, 302]
        both.row.refresh_from_db()
        assert (both.row.description_en, both.row.description_ko) == ("Lanterns", "수달")

    def test_of_two_in_the_same_field_one_is_asked(self):
        both = self.both()
        forms = both.open(both.ada), both.open(both.bo)
        responses = together(
            lambda: both.save(both.ada, forms[0], "slug", "lanterns"),
            lambda: both.save(both.bo, forms[1], "slug", "otters"),
        )
        assert sorted(response.status_code for response in responses) == [302, 409]
