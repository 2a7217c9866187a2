"""The measured sites: ours, the floor, and the peer with its database; their pages and content."""

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from django.db import connection

from articles.models import Author, Edition, Image, Section, Topic
from newsroom import local
from newsroom.pageviews.models import MostRead
from newsroom.public.pagination import PAGE_SIZE, Cursor
from newsroom.related.models import Relation
from tests.many_editions import RARE_WORDS
from tools.bench.processes import HOST, ROOT, DatabaseProcesses, Server, free_port

PEER_NAME = f"bench_peer_{os.getpid()}"
# Headers that servers add themselves, so the floor does not repeat them.
OF_THE_SERVER = {"server", "date", "connection", "transfer-encoding"}
# Two workers each, as in newsroom.gunicorn_config. Threads are counted for each worker.
GTHREAD, SYNC, GRANIAN = "gunicorn gthread", "gunicorn sync", "granian"
PLAIN = "--worker-class=gthread --workers=2 --threads=4 --preload --log-level=warning --no-control-socket"
OPTIONS_OF_GRANIAN = "--interface=wsgi --workers=2 --blocking-threads=4 --no-ws --log-level=warning"
# A later option overrides an earlier one.
MORE_OPTIONS = {GTHREAD: [], SYNC: ["--worker-class=sync", "--threads=1"]}
LANGUAGE = "en"
NAMES = ("name_en", "name_ko")
TEXTS = {"headline": "title", "slug": "slug", "summary": "summary", "body": "body"}  # {our column: peer's}
AT_ONCE = 500
MANY_ARTICLES = 300  # stories that are requested in turn


def server_command(kind: str, module: str, port: int) -> list[str]:
    """Return the command that serves a module. gunicorn serves our site as in production."""
    if kind == GRANIAN:
        address = [f"--host={HOST}", f"--port={port}"]
        options = [*OPTIONS_OF_GRANIAN.split(), *address]
        return [sys.executable, "-m", "granian", f"{module}:application", *options]
    plain = ["-m", "gunicorn", module, f"--bind={HOST}:{port}", *PLAIN.split()]
    options = local.server(port, reload=False) if module == "newsroom.wsgi" else plain
    return [sys.executable, *options, *MORE_OPTIONS[kind]]


def collect_static_files():
    """Collect static files under hashed names, which the test settings do not use."""
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(command, check=True, cwd=ROOT, env=our_environment(0))


def our_environment(port: int) -> dict[str, str]:
    """Return the environment to serve our site as in production, on the database of this process."""
    own = {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "SITE_URL": f"http://127.0.0.1:{port}"}
    return os.environ | own | {"DATABASE_URL": database_url(connection.settings_dict["NAME"])}


def database_url(name) -> str:
    """Return the URL of another database on the server of this process, or of an SQLite file."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def our_server(kind: str = GTHREAD) -> Server:
    port = free_port()
    processes = DatabaseProcesses(connection, connection.settings_dict["NAME"])
    command = server_command(kind, "newsroom.wsgi", port)
    return Server(command, our_environment(port), port, database=processes)


def floor_server(responses: list, folder: Path, kind: str = GTHREAD) -> Server:
    """Return a server that answers `/0` with the first response, `/1` with the second, and so on."""
    stored = [
        (
            f"{answer.status} {answer.reason}",
            [pair for pair in answer.headers if pair[0].lower() not in OF_THE_SERVER],
            answer.body,
        )
        for answer in responses
    ]
    path, port = folder / "floor.pickle", free_port()
    path.write_bytes(pickle.dumps(stored))
    return Server(
        server_command(kind, "tools.bench.floor", port), os.environ | {"BENCH_FLOOR": str(path)}, port
    )


@contextmanager
def filled_peer(at, folder: Path) -> Iterator[Server]:
    """Create the peer's database with the same content, and yield its server. Remove both at the end."""
    is_sqlite = connection.vendor == "sqlite"
    name, port = (folder / "peer.sqlite3" if is_sqlite else PEER_NAME), free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tools.bench.peer.settings",
        "DATABASE_URL": database_url(name),
    }
    run_sql(f"CREATE DATABASE {PEER_NAME} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        command = [sys.executable, "-m", "tools.bench.peer.wsgi"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, text=True, env=environment) as loading:
            assert loading.stdin is not None  # it is a pipe
            for line in rows_for_peer(at):
                loading.stdin.write(f"{line}\n")
        if loading.returncode:
            sys.exit("The peer's database could not be filled.")
        processes = DatabaseProcesses(connection, name)
        command = server_command(GTHREAD, "tools.bench.peer.wsgi", port)
        with Server(command, environment, port, database=processes) as server:
            yield server
    finally:
        run_sql(f"DROP DATABASE {PEER_NAME} WITH (FORCE)")


def run_sql(statement):
    """Run a statement about databases. Do nothing on SQLite."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(statement)


class Addresses(NamedTuple):
    """Paths of the same pages on our site and on the peer, by name; the peer lacks some of them."""

    ours: dict[str, str]
    peer: dict[str, str]
    articles: tuple[str, ...]  # MANY_ARTICLES stories of all ages, on both sites


def page_addresses(at) -> Addresses:
    """Return the paths of English pages of medium size."""
    live = Edition.objects.live(at).in_language(LANGUAGE)
    section, topic = Section.objects.get(slug="economy"), Topic.objects.get(slug="topic-20")
    of_section = live.in_section(section).newest_first()
    middle = of_section.count() // 2
    before = Cursor.behind(of_section[middle])
    story = of_section.filter(lead_image__isnull=False, is_brief=False)[middle // 2]
    common = {
        "front page": f"/{LANGUAGE}/",
        "article": story.get_absolute_url(),
        "section": f"/{LANGUAGE}/sections/{section.slug}/",
        "topic": f"/{LANGUAGE}/topics/{topic.slug}/",
        "search": f"/{LANGUAGE}/search/?q={quote(RARE_WORDS[LANGUAGE])}",
        "feed": f"/{LANGUAGE}/feed.atom",
    }
    ours = {
        "deep page": f"{common['section']}?before={before}",
        "sitemap index": "/sitemap.xml",
        "sitemap": "/sitemaps/stories-1.xml",
    }
    peer = {"deep page": f"{common['section']}?page={middle // PAGE_SIZE + 1}"}
    numbers = live.filter(is_brief=False).order_by("article_id").values_list("pk", flat=True)
    some = live.filter(pk__in=list(numbers[:: max(len(numbers) // MANY_ARTICLES, 1)]))
    return Addresses(common | ours, common | peer, tuple(edition.get_absolute_url() for edition in some))


def rows_for_peer(at) -> Iterator[str]:
    """Yield lines of JSON: the rows that stories share, then each story with its live editions."""
    images = Image.objects.values(
        "id", "file", "width", "height", "alt_en", "alt_ko", "credit_en", "credit_ko"
    )
    yield json.dumps(
        {
            "sections": list(Section.objects.values("id", "slug", "position", *NAMES)),
            "topics": list(Topic.objects.values("id", "slug", *NAMES)),
            "authors": list(Author.objects.values("id", *NAMES)),
            "images": list(images),
        }
    )
    ids = Edition.objects.live(at).order_by("article_id").values_list("article_id", flat=True).distinct()
    ids = list(ids)
    reads = dict(MostRead.objects.filter(language=LANGUAGE).values_list("article_id", "reads"))
    for start in range(0, len(ids), AT_ONCE):
        batch = ids[start : start + AT_ONCE]
        related, stories = {}, {}
        relations = Relation.objects.filter(article_id__in=batch)
        for article, other in relations.values_list("article_id", "other_id"):
            related.setdefault(article, []).append(other)
        for edition in Edition.objects.live(at).of_articles(batch):
            row = stories.setdefault(edition.article_id, shared_columns(edition))
            row |= {f"{theirs}_{edition.language}": getattr(edition, ours) for ours, theirs in TEXTS.items()}
        for number, row in stories.items():
            row |= {"related": related.get(number, []), "view_count": reads.get(number, 0)}
        yield from map(json.dumps, stories.values())


def shared_columns(edition):
    """Return the columns that both languages of a story share in the peer's row."""
    return {
        "id": edition.article_id,
        "category_id": edition.section_id,
        "writer_id": edition.printed["bylines"][0]["author"],
        "photo_id": edition.lead_image_id,
        "published_at": edition.first_published_at.isoformat(),
        "topics": edition.printed["topics"],
    }
