"""The demonstration newsroom for tests: always loaded at the same instant, into a folder of its own."""

import io
import tempfile
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import time_machine
from django.core.management import call_command
from django.test import TestCase, override_settings
from PIL import Image

from articles.models import Article, Edition, LanguageProgress
from newsroom.demo import content
from newsroom.demo.replay import find_article_id

LOADED_AT = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # 1:30 a.m. on 3 March in Seoul
TOMORROW_AT_NINE = datetime(2026, 3, 4, 0, 0, tzinfo=UTC)
STORIES = {story["key"]: story for story in content.read_stories()}

PIER, FERRY = "nabi-logistics-to-close-pier-7-warehouse", "night-ferry-200000-passengers"
SEAGRASS, LIBRARY = "seagrass-returns-to-old-ferry-basin", "alley-library-open-until-11"
PACT, MARKET = "dalmuri-velmora-reopen-strait-pact-talks", "night-market-moves-to-pier-3"
NUMBERS, KEEPER = "strait-by-the-numbers", "last-keeper-of-gannet-head"
LUNCH, LAMP = "harbor-school-lunch-from-the-auction", "breakwater-lamp-dark-for-two-nights"
CISTERNS, DOLPHINS = "rooftop-cisterns-hold-the-first-rain", "dolphins-counted-twice"
ROOMS, CLOCK = "rooms-above-the-shops", "new-tide-clock-agrees-with-the-moon"
KELP = "kelp-snacks-overtake-frozen-squid"
UNION = "fishers-credit-union-opens-on-the-quay"
BUOYS, BAKERS = "storm-buoys-speak-one-language", "bakers-start-an-hour-later"
EARLIER = (PIER, FERRY, SEAGRASS, LIBRARY, PACT, MARKET)  # they refer only to each other


def load(*, at=LOADED_AT, pictures=False, **options):
    """Run the command; return its output. Small white pictures save time, unless `pictures`."""
    out = io.StringIO()
    with time_machine.travel(at, tick=False), nullcontext() if pictures else white_pictures():
        call_command("load_demo", stdout=out, stderr=out, **options)
    return out.getvalue()


@contextmanager
def white_pictures():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "white.webp"
        Image.new("L", (160, 90), "white").save(path, lossless=True)
        with mock.patch.object(content, "picture_path", return_value=path):
            yield


def article(key):
    return Article.objects.get(pk=find_article_id(STORIES[key]))


def editions(key, language):
    return Edition.objects.of(article(key), language).order_by("number")


def display_statuses(key, at=LOADED_AT):
    """Return the display status of a story by language."""
    found = LanguageProgress.objects.with_standing(at).filter(article=article(key))
    return dict(found.values_list("language", "standing"))


@contextmanager
def fresh_folder():
    """Use an empty data folder, because the password is saved there."""
    with tempfile.TemporaryDirectory() as folder, override_settings(DATA_DIR=Path(folder)):
        yield Path(folder)


def some_stories(*keys):
    """Make the command load only these stories, for tests that do not need the others."""
    stories = [story for story in content.read_stories() if story["key"] in keys]
    return mock.patch.object(content, "read_stories", return_value=stories)


class DemoTestCase(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(fresh_folder())
        super().setUpClass()
