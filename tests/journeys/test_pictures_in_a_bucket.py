"""Pictures in a bucket, from the upload to the reader, and messages while the bucket does not answer."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from PIL import Image as Pillow

from articles.events.consumers import catch_up_all
from articles.media.renditions.files import rendition_folder
from articles.models import Image
from articles.redaction.performing import perform_redaction, request_redaction
from tests.articles.admin.forms import PostedForm
from tests.factories import make_publication, make_published, make_user
from tests.object_storage import nobody_answers

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/articles/image/add/"
HERE = {"accept": "text/html", "origin": "http://testserver"}


@pytest.fixture
def editor(client, db):
    user = make_user("managing", language="en")
    client.force_login(user)
    return user


def a_file(width=1000):
    out = io.BytesIO()
    Pillow.radial_gradient("L").resize((width, 500)).convert("RGB").save(out, "JPEG")
    return SimpleUploadedFile("light.jpg", out.getvalue(), "image/jpeg")


def upload(client):
    data = PostedForm(client.get(UPLOAD), "image_form").data(alt_en="A light", alt_ko="빛")
    return client.post(UPLOAD, data | {"file": a_file()}, headers=HERE)


def test_a_picture_goes_from_the_admin_to_the_reader_and_nowhere_else(bucket, client, editor):
    make_publication()
    assert upload(client).status_code == 302
    image = Image.objects.get()
    assert bucket.names() == [image.file.name]
    client.logout()
    address, smaller = f"/media/{image.file.name}", f"/media/{image.file.name}/whole-480.webp"
    assert client.get(address).status_code == client.get(smaller).status_code == 404  # the story is a draft
    make_published(lead_image=image)
    answer = client.get(smaller)
    assert Pillow.open(io.BytesIO(b"".join(answer.streaming_content))).size == (480, 240)
    assert answer["Cache-Control"] == "public, max-age=31536000, s-maxage=600, immutable"
    assert f"{rendition_folder(image.file.name)}/whole-480.webp" in bucket.names()
    known = {"if-none-match": answer["ETag"]}
    assert client.get(smaller, headers=known).status_code == 304
    assert int(client.get(address)["Content-Length"]) == bucket.storage.size(image.file.name)


def test_a_redaction_deletes_the_picture_and_its_renditions(bucket, client, editor):
    make_publication()
    upload(client)
    image = Image.objects.get()
    name = image.file.name
    make_published(lead_image=image)
    client.get(f"/media/{name}/whole-480.webp")
    remove(image, editor)
    assert bucket.names() == ["pictures/removed.jpg"]
    assert client.get(f"/media/{name}").status_code == 404


def test_a_redaction_deletes_it_later_from_a_bucket_that_is_away(bucket, client, editor, settings):
    make_publication()
    upload(client)
    image = Image.objects.get()
    name = image.file.name
    make_published(lead_image=image)
    with TestCase.captureOnCommitCallbacks() as callbacks:
        remove(image, editor, is_committed=False)
    with nobody_answers(settings), pytest.raises(OSError, match="object storage"):
        callbacks[0]()
    assert name in bucket.names()
    catch_up_all()
    assert name not in bucket.names()


def remove(image, editor, *, is_committed=True):
    request = request_redaction(
        words="", ground="court", reference="District Court 12/2026", by=make_user("asker"), image=image
    )
    with TestCase.captureOnCommitCallbacks(execute=is_committed):
        perform_redaction(request, by=editor)


class TestAway:
    """The bucket does not answer."""

    def test_an_upload_leaves_no_row_and_keeps_the_words(self, bucket, client, editor, settings):
        with nobody_answers(settings):
            response = upload(client)
        assert response.status_code == 503
        assert "The image storage does not respond" in response.content.decode()
        assert "A light</textarea>" in response.content.decode()
        assert not Image.objects.exists()
        assert bucket.names() == []

    def test_scripts_are_told_in_their_form(self, bucket, client, editor, settings):
        with nobody_answers(settings):
            response = client.post(reverse("admin:articles_upload_image"), {"file": a_file()})
        assert response.status_code == 503
        assert "does not respond" in response.json()["errors"][0]

    def test_readers_get_pages_and_may_ask_for_pictures_again(self, bucket, client, editor, settings):
        make_publication()
        upload(client)
        image = Image.objects.get()
        story = make_published(lead_image=image)
        client.logout()
        address = f"/media/{image.file.name}"
        etag = client.get(address)["ETag"]
        with nobody_answers(settings):
            for wanted in (address, f"{address}/whole-480.webp"):
                answer = client.get(wanted)
                assert answer.status_code == 503
                assert answer["Cache-Control"] == "private, no-store"
                assert answer["Retry-After"] == "5"
            assert client.get(address, headers={"if-none-match": etag}).status_code == 304
            assert client.get(f"/en/articles/{story.pk}/", follow=True).status_code == 200
        assert client.get(address).status_code == 200
