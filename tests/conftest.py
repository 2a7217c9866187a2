"""Fixtures of all tests: English as the language, and pages in a real Chromium."""

import gc
import os
import shutil
import threading
import time
from copy import copy
from functools import partial
from unittest import mock

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management.commands import flush
from django.core.signals import request_finished, request_started
from django.db import connection, connections, transaction
from django.dispatch import receiver
from django.test import client
from django.test.testcases import QuietWSGIRequestHandler
from django.test.utils import ContextList
from django.utils import translation

from articles.clock import ClockMeasurement, process_clock
from newsroom.accounts import limits
from tests.migrated_database import MigratedDatabase
from tests.numbers import count_on
from tests.proved_memory import ProvedMemory
from tests.waiting import PATIENCE

pytest_plugins = [
    "tests.collected_files",
    "tests.skips",  # before tests.long and tests.needs, which import it
    "tests.long",
    "tests.needs",
    "tests.object_storage",
    "tests.order",
]

# Debian's headless shell takes half the processor time of the whole browser.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
BROWSER_ARGUMENTS = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--no-opt --no-maglev",  # no page lives for long enough to repay optimized code
]


def pytest_xdist_auto_num_workers():
    """One process more than there are cores, for tests in a browser often wait for the browser."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Keep the collected tests, which stay, out of garbage collections: looking at each takes a second."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_createdb):
    """On SQLite the copy is there before the tests, and ends with its folder."""
    return connection.vendor == "sqlite" and not django_db_createdb


@pytest.fixture(scope="session")
def migrated_database(request, django_db_blocker):
    """The MigratedDatabase of this state of the migrations, made if it was not there."""
    database = MigratedDatabase(request.config.cache.mkdir("databases"))
    with django_db_blocker.unblock():
        database.ensure_made()
    return database


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings, django_db_createdb):
    """Begin with a copy, except with `--create-db`, and where tools/upgrades brings a database."""
    if not (django_db_createdb or "UPGRADED_DATABASE" in os.environ):
        request.getfixturevalue("migrated_database").copy_for(settings.DATABASES["default"]["TEST"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Numbers of rows begin high, and elsewhere in each table, as in a newsroom that has been at work.

    Otherwise a test may rely on ids, and fail once PostgreSQL, whose sequences never go back, has counted
    further, or confuse the ids of two tables.
    """
    with django_db_blocker.unblock():
        for place, sequence in enumerate(connection.introspection.sequence_list(), 1):
            count_on(sequence["table"], place * 10_007, sequence["column"])
        rows = [(model, list(model.objects.values_list())) for model in rows_of_migrations()]
    with mock.patch.object(flush, "emit_post_migrate_signal", partial(put_back, rows)):
        yield


def rows_of_migrations():
    """Return the models whose rows are created by migrations, each after the models that it refers to."""
    from django.contrib.auth.models import Group, Permission
    from django.contrib.contenttypes.models import ContentType

    return [ContentType, Permission, Group, Group.permissions.through]


def put_back(rows, *_asked, **_options):
    """Insert the rows of migrations after a test that commits has emptied the database.

    Django would compute them again, as after a migration, which takes a third of a second on PostgreSQL. It
    does not empty unmanaged tables (indexes of words) either.
    """
    for model in apps.get_models():
        if not model._meta.managed:
            model._base_manager.all()._raw_delete(connection.alias)
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:  # otherwise SQLite commits each row separately
        for model, values in rows:
            names = [quote(field.column) for field in model._meta.concrete_fields]
            places = ", ".join(["%s"] * len(names))
            table = quote(model._meta.db_table)
            insert = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})"  # noqa: S608
            cursor.executemany(insert, values)


@pytest.fixture(scope="module")
def rows_of_module(django_db_setup, django_db_blocker):
    """Keep the rows that fixtures of a module create for all of its tests, which must not commit."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


at_work = set()  # the threads of the live server that answer a request


@receiver(request_started)
def begin_to_answer(**_told):
    if threading.current_thread() is not threading.main_thread():
        at_work.add(threading.get_ident())


@receiver(request_finished)
def have_answered(**_told):
    at_work.discard(threading.get_ident())


@pytest.fixture(scope="session", autouse=True)
def prompt_answers():
    """The live server sends the body behind the head at once, as servers do.

    Otherwise the body waits until the head is confirmed, up to 40 ms on a connection that is used again.
    """
    with mock.patch.object(QuietWSGIRequestHandler, "disable_nagle_algorithm", True):
        yield


@pytest.fixture
def live_server(live_server):
    """Answers what a closing page still sends before the database is emptied, which would wait for it."""
    yield live_server
    for _moment in range(100):
        time.sleep(0.05)
        if not at_work:
            break


def store_page(store, signal, sender, template, context, **_kwargs):
    """Store the context of a response's page for `response.context`, but no contexts of widgets and partials.

    Copying several hundred of them takes a fifth of the time of the story form.
    """
    name = template.name or ""
    if not name.startswith(("django/forms/", "admin/widgets/")) and "/_" not in f"/{name}":
        store.setdefault("context", ContextList()).append(copy(context))


@pytest.fixture(scope="session", autouse=True)
def only_pages_are_stored():
    with mock.patch.object(client, "store_rendered_templates", store_page):
        yield


@pytest.fixture(scope="session", autouse=True)
def instants_of_the_tests():
    """Let the database use the clock of the tests, which set fixed instants, also in setUpTestData."""
    with process_clock():
        yield


@pytest.fixture(autouse=True)
def clock_of_the_test(request, monkeypatch):
    """A test marked `real_clock` asks PostgreSQL for the time; what any test measured ends with it."""
    for name, value in vars(ClockMeasurement).items():
        if not name.startswith("__"):
            monkeypatch.setattr(ClockMeasurement, name, value)
    if request.node.get_closest_marker("real_clock"):
        monkeypatch.setattr(ClockMeasurement, "is_followed", True)
        monkeypatch.setattr(ClockMeasurement, "taken_at", float("-inf"))


@pytest.fixture(autouse=True)
def nothing_kept():
    """Clear the cache and refused attempts, which hold rows that the next test does not have."""
    cache.clear()
    limits.forget_refusals()


@pytest.fixture(scope="session", autouse=True)
def proved_memories():
    """Let every test on SQLite prove that results kept of a story have digests of all that they depend on.

    This takes as long as without memories, so the second database does without.
    """
    if connection.vendor == "postgresql":
        yield
        return
    from articles.admin.story import suggestions, translation_status
    from articles.checks import registry

    with (
        mock.patch.object(registry, "KEPT_FINDINGS", ProvedMemory(10_000)),
        mock.patch.object(suggestions, "KEPT_OFFERS", ProvedMemory(10_000)),
        mock.patch.object(translation_status, "KEPT_TRANSLATIONS", ProvedMemory(10_000)),
    ):
        yield


@pytest.fixture(autouse=True)
def english():
    """Activate English before every test."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def chromium(django_db_setup):
    """Debian's Chromium, one for the whole run; the test is skipped where there is none (and fails in CI).

    It needs the database only so that browser and live server end before the database is removed.
    """
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(f"no Chromium on PATH; looked for {', '.join(BROWSERS)}")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)

    # Playwright keeps an event loop in this thread, and Django would refuse the ORM beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()
        # While that loop runs, Django keeps this thread's connections apart from those of before and after.
        connections.close_all()


@pytest.fixture
def new_page(chromium, live_server):
    """A function that opens a page: new_page(width=390, color_scheme="dark", locale="ko-KR").

    Addresses may be relative to the live server (`page.goto("/en/")`). The test fails when a page raised a
    script error or broke the content security policy; `expect_problems=True` leaves that to the test.
    """
    contexts, problems = [], []

    def open_page(*, width=1440, height=900, expect_problems=False, **options):
        # Without motion: axe may look while one colour is on its way to another.
        options = {"color_scheme": "light", "reduced_motion": "reduce", "locale": "en-US"} | options
        viewport = {"width": width, "height": height}
        context = chromium.new_context(base_url=live_server.url, viewport=viewport, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        if not expect_problems:
            page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
            page.on("console", lambda message: problems.extend(policy_breach(page, message)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


def policy_breach(page, message):
    """Return [message] for a console message about a breach of the content security policy, otherwise []."""
    return [f"{page.url}: {message.text}"] if "Content Security Policy" in message.text else []
