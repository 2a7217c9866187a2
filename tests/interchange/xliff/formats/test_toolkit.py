"""Files opened, changed and saved by translate-toolkit."""

import pytest
from translate.storage.xliff import Xliff1File
from translate.storage.xliff2 import Xliff2File

from newsroom.interchange.xliff.formats import write_xliff
from tests.interchange.xliff.formats.files import SOURCE, TARGET, report, story, unit

KINDS = {"1.2": Xliff1File, "2.1": Xliff2File}
WENT = story(
    unit(target=TARGET, state="translated", notes=("a note",)),
    unit("Plain &amp; &lt;b&gt;", id="b1.1"),
    unit("<em>Only</em>", "<em>오직</em>", id="c1.1", state="approved"),
)


@pytest.fixture(params=KINDS)
def opened(request):
    return KINDS[request.param].parsestring(write_xliff([WENT], request.param))


def test_it_finds_all_units_and_their_texts(opened):
    assert len(opened.units) == 3
    assert [str(unit.target or "")[:3] for unit in opened.units] == ["협정 ", "", "오직"]
    assert str(opened.units[1].source) == "Plain & <b>"
    assert (opened.sourcelanguage, opened.targetlanguage) == ("en", "ko")


def test_it_sees_what_is_approved(opened):
    assert [unit.isapproved() for unit in opened.units] == [False, False, True]


def test_what_it_translates_is_taken(opened):
    opened.units[1].target = "그냥 & <b>"
    found = report(bytes(opened), WENT)
    assert [(taken.id, taken.html) for taken in found.accepted] == [("b1.1", "그냥 &amp; &lt;b&gt;")]
    assert found.unchanged == ("a1.1", "c1.1")


def test_what_it_copies_keeps_its_codes(opened):
    opened.units[0].rich_target = opened.units[0].rich_source
    [taken] = report(bytes(opened), WENT).accepted
    assert (taken.html, taken.problems) == (SOURCE, ())
