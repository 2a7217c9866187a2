"""A drill of two application servers that share PostgreSQL, Valkey and a bucket, and no folder."""

import io
import logging
import re
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import requests

from tools.drills.page_cache import SECOND, SPARE, wait_until_kept
from tools.drills.site import Newsroom, free_port, serve

WARNINGS = re.compile(r'name="confirmed" value="([^"]+)"')
BUCKET = "newsroom-pictures"
PASSWORD = "correct horse battery"  # noqa: S105  (of tests.factories)


def two_servers():
    """Two servers without a common folder: a login, a picture and a publication reach the other."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    from tests.factories import approve, make_article, make_published, make_user

    user = make_user("desk", language="en")
    user.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt")  # as the servers hash, not the tests
    user.save()
    picture_story, story = make_published(number=" of a picture"), make_article(number=" across")
    approve(story, "en")
    with bucket() as variables, Newsroom(valkey=True, **variables) as first, second_server(first) as second:
        here, there = Visitor(first.port), Visitor(second)
        here.log_in("desk")
        there.session.cookies.update(here.session.cookies)
        assert there.get("/admin/").url.endswith("/admin/"), "The login counts at one server alone."
        picture = here.upload()
        assert there.get(picture).content == here.get(picture).content, "They have different pictures."
        assert there.get(f"{picture}/whole-480.webp").status_code == 200
        front, page = "/en/", f"/en/articles/{story.pk}/"
        assert there.get(page).status_code == 404
        wait_until_kept(second, [front])
        here.publish(story)
        seconds = there.seconds_until_shown(story, front)
        assert there.get(page).status_code == 200
        print(f"  published at one server: on the front page of the other after {seconds:.2f} s at most")
        assert picture_story.title_en in there.get(front).text


@contextmanager
def bucket():
    """Yield the variables of a newsroom with a bucket in object storage of this process."""
    import boto3
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    storage = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    storage.start()
    host, port = storage.get_host_and_port()
    keys = {"S3_ACCESS_KEY_ID": "drill", "S3_SECRET_ACCESS_KEY": "drill"}
    client = boto3.client(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        region_name="us-east-1",
        aws_access_key_id="drill",
        aws_secret_access_key="drill",  # noqa: S106
    )
    client.create_bucket(Bucket=BUCKET)
    yield keys | {"MEDIA_BUCKET": BUCKET, "S3_ENDPOINT": f"http://{host}:{port}", "SECOND_FACTOR": "0"}
    storage.stop()


@contextmanager
def second_server(first):
    """Yield the port of another server of the same newsroom, with a data folder of its own."""
    with tempfile.TemporaryDirectory(prefix="newsroom-drill-") as folder:
        shutil.copytree(Path(first.variables["NEWSROOM_DATA"]) / "static", Path(folder) / "static")
        port = free_port()
        process = serve(port, first.variables | {"NEWSROOM_DATA": folder})
        yield port
        process.terminate()
        process.wait(30)


class Visitor:
    """Somebody with a browser at one of the servers."""

    def __init__(self, port):
        self.session, self.origin = requests.Session(), f"http://127.0.0.1:{port}"

    def get(self, address):
        return self.session.get(f"{self.origin}{address}", timeout=20)

    def read(self, address):
        """Ask for a page as a reader does, without a login: it may be a kept one."""
        return requests.get(f"{self.origin}{address}", timeout=20)

    def fill(self, page, form_id, **values):
        """Send the form of a page as it is, with some values."""
        from tests.articles.admin.forms import PostedForm

        data, headers = PostedForm(page, form_id).data(**values), {"Referer": self.origin}
        return self.session.post(page.url, data, headers=headers, timeout=20)

    def log_in(self, name):
        page = self.get("/admin/login/")
        answer = self.fill(page, "login-form", login=name, password=PASSWORD)
        assert answer.url.endswith("/admin/"), f"The login was answered {answer.status_code}."

    def upload(self):
        """Upload a picture; return its address."""
        from django.urls import reverse
        from PIL import Image

        out = io.BytesIO()
        Image.radial_gradient("L").resize((1000, 500)).save(out, "PNG")
        token = self.session.cookies["csrftoken"]
        answer = self.session.post(
            f"{self.origin}{reverse('admin:articles_upload_image')}",
            {"alt_en": "A light", "csrfmiddlewaretoken": token},
            files={"file": ("light.png", out.getvalue())},
            timeout=60,
        )
        assert answer.status_code == 201, answer.text
        return answer.json()["picture"]["src"]

    def publish(self, story):
        """Publish a story in English, with its warnings."""
        page = self.get(f"/admin/articles/article/{story.pk}/action/en/publish/")
        [warnings] = WARNINGS.findall(page.text)
        answer = self.fill(page, "action_form", confirmed=warnings)
        assert answer.url != page.url, f"Publishing was answered {answer.status_code}."

    def seconds_until_shown(self, story, address):
        """Return how many seconds after it went live a page shows a story."""
        from articles.models import Edition

        live_from = Edition.objects.get(article=story).live_from.timestamp()
        while story.title_en not in self.read(address).text:
            assert time.time() - live_from < SECOND + SPARE, "The other server is late."
            time.sleep(0.02)
        return time.time() - live_from
