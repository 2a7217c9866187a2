"""Drills of the page cache: readers on two workers while stories change, and while servers fail."""

import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from django.utils import timezone
from redis import Redis

from articles.models import Edition
from articles.publishing import publish, withdraw
from newsroom.public.pagination import Cursor
from tests.factories import approve, make_article, make_published
from tools.bench.processes import free_port, memory_mb
from tools.drills.browser import Browser
from tools.drills.editions import change
from tools.drills.floor import Floor
from tools.drills.load import PASSWORD, make_person, make_picture
from tools.drills.site import ROOT, Newsroom, NotRun, bucket, end, serve, wait_for, wait_until

SECOND = 1.0  # seconds until a change must reach every worker
AWAY = int(os.environ.get("DRILL_AWAY", "20"))  # seconds without the database
WORD = "Embargoed"
KEPT_THERE = 60  # seconds that a CDN may keep a page
PURGED_WITHIN = 10  # seconds, on a busy machine
INVENTED = 10_000  # addresses
# Maximum MB that these addresses may add, as in the section "Page cache" of docs/en/settings.md.
MOST_IN_VALKEY, MOST_IN_WORKER = 120, 60
EXAMPLES = re.compile(r"```(vcl|nginx)\n(.*?)```", re.DOTALL)


def kept_pages():
    """Two workers serve readers while stories come and go, Valkey is killed and PostgreSQL is away."""
    stories = [make_published(number=f" {number}") for number in range(8)]
    with Newsroom(valkey=True) as newsroom:
        addresses = ["/en/", "/ko/", *(edition.get_absolute_url() for edition in Edition.objects.live())]
        newsroom.visit(WORD, addresses)
        with Floor() as floor, newsroom.readers(WORD, addresses) as told:
            change(stories[0], f"{WORD} harbor")
            planned = timezone.now() + timedelta(seconds=3)
            lifts = publish(stories[0], "en", by=None, at=planned).live_from
            time.sleep(5)
            gone_at = withdraw(stories[0], "en", by=None, note="It was wrong.").live_from
            time.sleep(2)
        check_readers(told, "embargo and withdrawal")
        check_times(told, lifts.timestamp(), gone_at.timestamp(), floor)
        with newsroom.readers(WORD, addresses) as told:
            newsroom.kill_valkey()
            time.sleep(3)
            newsroom.start_valkey()
            time.sleep(3)
        check_readers(told, "Valkey killed and started again")
        wait_until_kept(newsroom.port, addresses)
        with newsroom.readers(WORD, addresses) as told:
            newsroom.way.close()
            time.sleep(AWAY)
            newsroom.way.open()
            time.sleep(3)
        check_readers(told, f"PostgreSQL away for {AWAY} s")


def wait_until_kept(port, addresses):
    """Wait for two seconds without a new rendering: late consumers cause some pages to be rendered again."""
    quiet, ends = 0, time.monotonic() + 60
    while quiet < 20 and time.monotonic() < ends:
        kept = ["hit" in fetch(port, address)[1].get("Cache-Status", "") for address in addresses]
        quiet = quiet + 1 if all(kept) else 0
        time.sleep(0.1)


def check_readers(told, name):
    seconds = told[0]["ended_at"] - told[0]["began_at"]
    answers = sum(report["answers"] for report in told)
    failures = [failure for report in told for failure in report["failures"]]
    assert not failures, f"{name}: {len(failures)} requests failed, the first: {failures[0]}"
    print(f"  {name}: {answers} pages in {seconds:.0f} s, {answers / seconds:.0f} a second, none failed")


def check_times(told, lifts, gone_at, floor):
    """Check that no reader saw the word early, and that all saw each change within a second."""
    changes = [change for report in told for change in report["changes"] if change[0] == "/en/"]
    shown = [change[3:] for change in changes if change[2][1] and not change[1][1]]
    hidden = [change[3:] for change in changes if change[1][1] and not change[2][1]]
    assert shown and hidden, "No reader saw the embargo lift, or the withdrawal."
    assert all(arrived >= lifts for _asked, arrived in shown), "A reader saw an embargoed story."
    late = [asked - lifts for asked, _arrived in shown] + [asked - gone_at for asked, _arrived in hidden]
    floor.check(max(late), SECOND, "A page was late.")
    print(f"  nobody early; the last old page was asked for {max(late):.2f} s after the change")


def shared_caches():
    """Varnish and nginx, configured as in docs/en/cdn.md, keep and purge pages, and show none too early."""
    if not (shutil.which("varnishd") and shutil.which("nginx")):
        raise NotRun("Varnish or nginx is not installed.")
    stories = [make_published(number=f" {number}") for number in range(2)]
    gone, coming = (f"/en/articles/{story.pk}/{story.slug_en}/" for story in stories)
    varnish = free_port()
    purged = {"CDN_SECONDS": str(KEPT_THERE), "CDN_PURGE_URL": f"http://127.0.0.1:{varnish}/"}
    with Newsroom(follows=True, **purged) as newsroom, caches_before(newsroom, varnish) as fronts:
        for port in fronts:
            assert fetch(port, gone)[0] == fetch(port, gone)[0] == 200
            assert is_kept(fetch(port, gone)[1]), "A page is not kept."
            assert not is_kept(fetch(port, gone, Cookie="sessionid=x")[1]), "An editor is shown a kept page."
            assert "Surrogate-Key" not in fetch(port, gone)[1]
        withdraw(stories[0], "en", by=None, note="It was wrong.")
        failure = "A withdrawn story is still shown."
        took = wait_until(lambda: fetch(varnish, gone)[0] == 410, failure, PURGED_WITHIN, 0.2)
        print(f"  Varnish: kept, an editor passes; a withdrawn story was gone after {took:.1f} s")
        lifts = timezone.now() + timedelta(seconds=PURGED_WITHIN)
        change(stories[1], f"{WORD} harbor")
        publish(stories[1], "en", by=None, at=lifts)
        time.sleep(max(0, (lifts - timezone.now()).total_seconds() - 0.5))
        assert not any(WORD in fetch(port, coming)[2] for port in fronts), "An embargoed story was shown."
        time.sleep(max(0, (lifts - timezone.now()).total_seconds()))
        with Floor() as floor:
            took = wait_until(
                lambda: all(WORD in fetch(port, coming)[2] for port in fronts), "An old page stays.", 60, 0.02
            )
        floor.check(took, SECOND, "An old page outlasts the embargo.")
        newsroom.stop()
        time.sleep(4)  # until Varnish has noticed
        assert [fetch(port, coming)[0] for port in fronts] == [200, 200], "No last page is shown."
        print("  both: an embargo lifted at its instant; the last page is shown while the site is away")


def hostile_addresses():
    """Readers request 10,000 invented addresses twice each: Valkey and a worker need little more memory."""
    stories = [make_published(number=f" {number}") for number in range(30)]
    with Newsroom(valkey=True) as newsroom, ThreadPoolExecutor(4) as readers:
        valkey = Redis(port=newsroom.valkey_port)
        known = ["/en/", address_of(stories[0]), "/en/search/?q=harbor", "/en/corrections/"]
        for _time in range(10):  # so that each worker has rendered each of them
            list(readers.map(lambda address: fetch(newsroom.port, address), known))
        before = memory_of(newsroom, valkey)
        asked = [address for address in invented_addresses(stories) for _time in range(2)]
        began = time.monotonic()
        statuses = Counter(readers.map(lambda address: fetch(newsroom.port, address)[0], asked))
        took = time.monotonic() - began
        after = memory_of(newsroom, valkey)
        pages = valkey.dbsize()
    assert {*statuses} <= {200, 404}, f"The answers: {statuses}"
    assert statuses[200] > INVENTED, f"Most of the addresses have no page: {statuses}"
    in_valkey, in_worker = (now - then for then, now in zip(before, after, strict=True))
    print(f"  {INVENTED} addresses in {took:.0f} s; {pages} pages are kept in Valkey")
    for name, was, now in zip(("Valkey", "the largest worker"), before, after, strict=True):
        print(f"  memory of {name}: {was:.1f} MB before, {now:.1f} MB after")
    assert in_valkey < MOST_IN_VALKEY, f"They take {in_valkey:.0f} MB of Valkey."
    assert in_worker < MOST_IN_WORKER, f"They take {in_worker:.0f} MB of a worker."


def address_of(story):
    return Edition.objects.live().get(article=story, language="en").get_absolute_url()


def memory_of(newsroom, valkey):
    """Return (MB of Valkey, MB of the largest worker)."""
    return valkey.info("memory")["used_memory"] / 1e6, max(map(memory_mb, newsroom.workers))


def invented_addresses(stories):
    """Return invented addresses of every kind of page with parameters or days, in turn."""
    story, day = address_of(stories[0]), timezone.localdate()
    section = stories[0].section.slug
    pages = []
    for number in range(INVENTED // 10):
        at = timezone.now() - timedelta(seconds=number)
        before = quote(str(Cursor(at, 10**6)))
        pages += [
            f"/en/?author=f{number}",
            f"{story}?q=f{number}&page={number}",
            f"/en/feed.atom?before={number}",
            f"/en/search/?q=f{number}",
            f"/en/search/?q=harbor&author=f{number}&page=1",
            f"/en/search/suggestions/?q=f{number}",
            f"/ko/corrections/?before={before}",
            f"/en/sections/{section}/?before={before}",
            f"/en/checksums/?before={day - timedelta(days=number)}",
            f"/en/{day - timedelta(days=number):%Y/%m/%d}/",
        ]
    return pages


@contextmanager
def caches_before(newsroom, varnish):
    """Run Varnish and nginx in front of the site, each on its own port. Yield both ports."""
    nginx, folder = free_port(), Path(newsroom.folder.name)
    write_settings(newsroom.port, nginx, folder)
    at_port = ["-a", f"127.0.0.1:{varnish}", "-f", folder / "site.vcl", "-n", folder / "varnish"]
    commands = [["varnishd", "-F", "-j", "none", *at_port], ["nginx", "-c", folder / "nginx.conf"]]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    servers = [subprocess.Popen(command, **quiet) for command in commands]
    try:
        for port in (varnish, nginx):
            wait_for(port)
        yield [varnish, nginx]
    finally:
        for server in servers:
            end(server)


def write_settings(site, nginx, folder):
    """Write the settings of docs/en/cdn.md to a folder, with the ports of the site and of nginx."""
    settings = dict(EXAMPLES.findall((ROOT / "docs/en/cdn.md").read_text()))
    (folder / "site.vcl").write_text(settings["vcl"].replace('"8000"', f'"{site}"'))
    server = settings["nginx"].replace(":8000", f":{site}").replace("8080", f"127.0.0.1:{nginx}")
    server = server.replace("/var/cache/nginx/newsroom", str(folder / "kept"))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    log = f"daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; user root; events {{}}\n"
    (folder / "nginx.conf").write_text(f"{log}http {{ access_log off; {folders} {server} }}")


def fetch(port, address, **headers):
    """Return the status, the headers and the text of a page. Keyword arguments are headers of the request."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{address}", headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers, refusal.read().decode()


def is_kept(headers):
    """Return whether an answer came from the cache of Varnish or nginx.

    For a kept page, X-Varnish has the ids of two requests.
    """
    return len(headers.get("X-Varnish", "").split()) == 2 or headers.get("X-Cache") == "HIT"


def two_servers():
    """A login, a picture and a publication at one server reach another, which shares no folder with it."""
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
        with Floor() as floor:
            seconds = seconds_until_shown(second, story, front)
        floor.check(seconds, SECOND, "The other server is late.")
        assert there.get(page).status == 200
        print(f"  published at one server: on the front page of the other after {seconds:.2f} s at most")
        assert picture_story.title_en in fetch(second, front)[2]


@contextmanager
def second_server(first):
    """Yield the port of another server of the same newsroom, with its own data folder."""
    with tempfile.TemporaryDirectory(prefix="newsroom-drill-") as folder:
        static = shutil.copytree(first.variables["STATIC_ROOT"], Path(folder) / "static")
        port = free_port()
        process = serve(port, first.variables | {"NEWSROOM_DATA": folder, "STATIC_ROOT": str(static)})
        yield port
        end(process)


def seconds_until_shown(port, story, address):
    """Return the seconds from the publication of a story until a page shows it."""
    live_from = Edition.objects.get(article=story).live_from.timestamp()
    wait_until(
        lambda: story.title_en in fetch(port, address)[2], "The other server does not show it.", 60, 0.02
    )
    return time.time() - live_from
