"""A drill of two application servers that share PostgreSQL, Valkey and a bucket, and no folder."""

import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from tools.bench.processes import free_port
from tools.drills.browser import Browser
from tools.drills.load import PASSWORD, make_person, make_picture
from tools.drills.page_cache import SECOND, SPARE, fetch, wait_until_kept
from tools.drills.site import Newsroom, bucket, serve


def two_servers():
    """Two servers without a common folder: a login, a picture and a publication reach the other."""
    from tests.factories import approve, make_article, make_published

    picture_story, story = make_published(number=" of a picture"), make_article(number=" across")
    approve(story, "en")
    with (
        bucket() as (variables, _way),
        Newsroom(valkey=True, SECOND_FACTOR="0", **variables) as first,
        second_server(first) as second,
    ):
        here, there = Browser(f"http://127.0.0.1:{first.port}"), Browser(f"http://127.0.0.1:{second}")
        here.log_in(make_person("desk"), PASSWORD)
        for cookie in here.cookies:
            there.cookies.set_cookie(cookie)
        assert there.get("/admin/").path == "/admin/", "The login counts at one server alone."
        picture = here.upload("light.png", make_picture())
        assert there.get(picture).content == here.get(picture).content, "They have different pictures."
        assert there.get(f"{picture}/whole-480.webp").status == 200
        front, page = "/en/", f"/en/articles/{story.pk}/"
        assert fetch(second, page)[0] == 404
        wait_until_kept(second, [front])
        here.act(f"/admin/articles/article/{story.pk}/", "publish")
        seconds = seconds_until_shown(second, story, front)
        assert there.get(page).status == 200
        print(f"  published at one server: on the front page of the other after {seconds:.2f} s at most")
        assert picture_story.title_en in fetch(second, front)[2]


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


def seconds_until_shown(port, story, address):
    """Return how many seconds after it went live a page shows a story to a reader."""
    from articles.models import Edition

    live_from = Edition.objects.get(article=story).live_from.timestamp()
    while story.title_en not in fetch(port, address)[2]:
        assert time.time() - live_from < SECOND + SPARE, "The other server is late."
        time.sleep(0.02)
    return time.time() - live_from
