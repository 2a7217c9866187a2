"""The identity of the demonstration is only for a new newsroom."""

import pytest

from newsroom.demo.content import add_look
from newsroom.identity.configuration import read_identity
from tests.factories import make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.SITE_DIR = tmp_path / "site"
    return settings.SITE_DIR


def test_a_new_newsroom_gets_it_whole(folder):
    add_look()
    found = read_identity(folder)
    assert found.faults == []
    assert found.fonts
    assert (folder / "fonts/majubon-myeongjo-LICENSE.txt").is_file()
    assert [path.name for path in folder.parent.iterdir()] == ["site"]


def test_a_look_that_is_there_stays(folder):
    folder.mkdir()
    add_look()
    assert list(folder.iterdir()) == []


def test_a_newspaper_that_is_there_gets_none(folder):
    make_publication()
    add_look()
    assert not folder.exists()
