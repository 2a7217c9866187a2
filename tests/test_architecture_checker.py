"""The checker of imports, writers and names, on small checkouts."""

from textwrap import dedent

import pytest

from tests import architecture
from tests.test_architecture import SAYS_NOTHING, SIGNALS


@pytest.fixture
def house(tmp_path):
    """Return a function that writes modules into a small checkout and returns its root."""

    def build(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text))
        return tmp_path

    return build


TABLE = {
    "house": set(),
    "house.cellar": set(),
    "house.attic": {"house.cellar"},
    "house.attic.roof": set(),
}


class TestTheChecker:
    @pytest.mark.parametrize(
        "line",
        [
            "import house.attic",
            "from house import attic",
            "from house.attic import roof",
            "from . import attic",
            "from .attic import roof",
            "from .attic.roof import tiles as t",
            "def later():\n    from house import attic",
            "import importlib\nimportlib.import_module('house.attic')",
        ],
    )
    def test_sees_an_import_up_the_map(self, house, line):
        root = house({"house/cellar.py": line, "house/attic.py": "import house.cellar"})
        [found] = architecture.forbidden_imports(root, ("house",), TABLE)
        assert found.startswith("house.cellar imports house.attic")

    def test_sees_a_relative_import_out_of_a_package(self, house):
        root = house({"house/cellar/__init__.py": "", "house/cellar/wine.py": "from ..attic import roof"})
        found = architecture.forbidden_imports(root, ("house",), TABLE)
        assert found == ["house.cellar.wine imports house.attic.roof"]

    def test_sees_what_a_library_does_not_offer(self, house):
        lines = ("from lib.internal import flows", "from lib import _queries", "from lib import __version__")
        root = house({f"house/room{number}.py": line for number, line in enumerate(lines)})
        found = architecture.private_imports(root, ("house",))
        assert [target for _module, target in found] == ["lib.internal.flows", "lib._queries"]

    @pytest.mark.parametrize(
        "line",
        [
            "from house.attic import store",
            "from house.attic.chests import store",
            "from house.attic import chests",
            "import house.attic.chests",
        ],
    )
    def test_sees_any_in_a_signature_that_another_package_imports(self, house, line):
        chests = "def store(thing: Any): ...\ndef open() -> int: ...\ndef _lock(key: Any): ..."
        root = house(
            {
                "house/attic/__init__.py": "from house.attic.chests import store",
                "house/attic/chests.py": chests,
                "house/cellar/__init__.py": line,
            }
        )
        assert architecture.any_in_signatures(root, ("house",)) == ["house.attic.chests.store: line 1"]

    def test_sees_any_in_the_methods_of_an_imported_class(self, house):
        chest = "class Chest:\n    def look(self) -> 'list[Any]': ...\n    def _turn(self, key: Any): ..."
        root = house({"house/chests.py": chest, "house/cellar/__init__.py": "from house.chests import Chest"})
        assert architecture.any_in_signatures(root, ("house",)) == ["house.chests.Chest.look: line 2"]

    def test_allows_any_within_a_package(self, house):
        root = house(
            {
                "house/attic/__init__.py": "",
                "house/attic/chests.py": "def store(thing: Any): ...\nContent = list[Any]",
                "house/attic/boxes.py": "from house.attic.chests import store",
                "house/cellar/__init__.py": "from house.attic.chests import Content",
            }
        )
        assert architecture.any_in_signatures(root, ("house",)) == []

    def test_sees_a_module_that_the_table_lacks(self, house):
        root = house({"house/garage.py": ""})
        assert architecture.forbidden_imports(root, ("house",), TABLE) == [
            "house.garage is in no row of the table"
        ]

    def test_allows_what_the_table_allows(self, house):
        root = house(
            {"house/cellar.py": "import os", "house/attic.py": "from .cellar import wine\nimport django"}
        )
        assert architecture.forbidden_imports(root, ("house",), TABLE) == []

    @pytest.mark.parametrize(
        "line",
        [
            "models.Edition(number=1).save()",
            "Edition.objects.create(number=1)",
            "Edition.objects.filter(number=1).update(number=2)",
            "article.editions.create(number=1)",
            "story.editions.order_by('x').delete()",
        ],
    )
    def test_sees_a_write(self, house, line):
        root = house({"house/cellar.py": line})
        assert architecture.writers(root, ("house",), {"Edition"}, {"editions"})[0] == ("house.cellar", 1)

    def test_sees_a_maker(self, house):
        root = house({"house/cellar.py": "x = 1\nmodels.Edition(number=1)"})
        assert architecture.makers(root, ("house",), {"Edition"}) == [("house.cellar", 2)]

    def test_takes_no_read_for_a_write(self, house):
        reads = "Edition.objects.live()\nstory.editions.count()\nx.update(Edition.x)\n{}.update()"
        root = house({"house/cellar.py": reads})
        assert architecture.writers(root, ("house",), {"Edition"}, {"editions"}) == []

    def test_sees_signals_by_either_import(self, house):
        attic, cellar = "import django.dispatch", "from django.db.models import signals"
        root = house({"house/attic.py": attic, "house/cellar.py": cellar})
        found = architecture.importers(root, ("house",), SIGNALS)
        assert [name for name, target in found] == ["house.attic", "house.cellar"]

    def test_sees_a_name_that_says_nothing(self, house):
        root = house({"house/utils.py": "", "house/helpers/__init__.py": "", "house/well.py": ""})
        assert architecture.misnamed(root, ("house",), SAYS_NOTHING) == ["house.helpers", "house.utils"]

    def test_sees_a_long_file(self, house):
        root = house({"house/long.py": "x = 1\n" * 5, "house/short.py": "x = 1\n"})
        assert architecture.oversized(root, {"house/*.py": 4}) == ["house/long.py: 5 lines, split at 4"]

    def test_sees_a_stranger_in_the_root(self, house):
        root = house({"scratch.py": "", "manage.py": "", "data/note.py": ""})
        (root / ".gitignore").write_text("data/\n")
        assert architecture.strangers_in_root(root, {"manage.py"}) == ["scratch.py"]
