"""The figures of `make measure`, on a small checkout."""

import subprocess
from pathlib import Path
from textwrap import dedent

import pytest

from tools import measure_house

ROOT = Path(__file__).resolve().parent.parent

FILES = {
    "shop/__init__.py": "",
    "shop/models.py": '''
        """What is sold."""

        class Line:
            class Meta:
                pass

            def total(self):
                """How much it costs."""
        ''',
    "shop/cart.py": '''
        """Carts."""
        from . import models

        class Cart:
            class Line:
                """Whole lines."""

        def total():
            """Return the sum."""
            from shop.models import Line
        ''',
    "shop/orders/__init__.py": "from .lines import total",
    "shop/orders/lines.py": '''
        import shop.models

        class Meta:
            pass

        def total():
            """Of an order, the sum."""
        ''',
    "desk.py": "from shop import cart, models\n\ndef run(): pass",
    "shop/migrations/0001_initial.py": "class Line: pass",
    "shop/tests/test_cart.py": "import shop.orders\nclass Cart: pass",
    "test_desk.py": "import desk",
    "ignored/scratch.py": "import desk",
    ".gitignore": "ignored/",
}


@pytest.fixture
def checkout(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip())
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    return tmp_path


@pytest.fixture
def trees(checkout):
    return measure_house.parse(checkout, measure_house.code_files(checkout))


def test_code_is_neither_test_nor_migration_nor_ignored(checkout):
    assert measure_house.code_files(checkout) == [
        "desk.py",
        "shop/__init__.py",
        "shop/cart.py",
        "shop/models.py",
        "shop/orders/__init__.py",
        "shop/orders/lines.py",
    ]


def test_code_may_be_restricted_to_packages(checkout):
    assert measure_house.code_files(checkout, ["shop/orders", "desk.py"]) == [
        "desk.py",
        "shop/orders/__init__.py",
        "shop/orders/lines.py",
    ]


def test_a_file_that_is_tracked_but_deleted_is_left_out(checkout):
    subprocess.run(["git", "-C", checkout, "add", "--all"], check=True)
    (checkout / "desk.py").unlink()
    assert "desk.py" not in measure_house.code_files(checkout)


def test_class_names_in_two_files_are_listed_with_both(trees):
    classes = measure_house.definitions(trees, measure_house.ast.ClassDef, nested=True)
    assert set(classes) == {"Line", "Cart"}
    assert measure_house.duplicate_names(classes) == {"Line": ["shop/cart.py:5", "shop/models.py:3"]}


def test_functions_count_at_the_top_level_alone(trees):
    functions = measure_house.definitions(trees, measure_house.FUNCTIONS, nested=False)
    assert set(functions) == {"run", "total"}
    assert measure_house.duplicate_names(functions) == {"total": ["shop/cart.py:8", "shop/orders/lines.py:6"]}


def test_a_name_that_one_file_defines_twice_is_no_duplicate():
    assert measure_house.duplicate_names({"total": ["cart.py:1", "cart.py:9"]}) == {}


def test_texts_that_are_hard_to_read_are_listed_with_their_line(checkout):
    figure = measure_house.prose_figure(checkout, ())
    assert figure.value == pytest.approx(100 * 3 / 6)
    assert figure.offenders == (
        "shop/models.py:1: What is sold.",
        "shop/models.py:8: How much it costs.",
        "shop/orders/lines.py:7: Of an order, the sum.",
    )


def test_functions_are_measured_without_signature_and_docstring(trees):
    figure = measure_house.longest_function(trees)
    assert (figure.value, figure.target) == (1, 40)
    assert "shop/cart.py:8 total: 1" in figure.offenders


def test_importers_are_found_by_every_kind_of_import(trees):
    assert measure_house.module_importers(trees) == {
        "desk": set(),
        "shop": set(),
        "shop.cart": {"desk"},
        "shop.models": {"desk", "shop.cart", "shop.orders.lines"},
        "shop.orders": set(),
        "shop.orders.lines": {"shop.orders"},
    }


@pytest.mark.parametrize(
    ("line", "target"),
    [
        ("from .. import cart", "shop.cart"),
        ("from ..models import Line", "shop.models"),
        ("from . import lines", "shop.orders.lines"),
        ("from . import total", "shop.orders"),
    ],
)
def test_relative_imports_are_resolved(line, target):
    names = ["shop/cart.py", "shop/models.py", "shop/orders/__init__.py", "shop/orders/lines.py"]
    trees = dict.fromkeys(names, measure_house.ast.parse(""))
    trees["shop/orders/bills.py"] = measure_house.ast.parse(line)
    importers = measure_house.module_importers(trees)
    assert [name for name, others in importers.items() if others] == [target]


def test_folders_are_counted_without_their_init(checkout):
    folders = measure_house.files_by_folder(measure_house.code_files(checkout))
    assert folders == {"shop": 2, "shop/orders": 1, ".": 1}


def test_executed_files_are_those_of_called_functions_each_time():
    for _time in range(2):
        with measure_house.files_executed() as files:
            dedent(" x")
        measure_house.percentage([], [])
        assert dedent.__code__.co_filename in files
        assert measure_house.__file__ not in files


class TestTheCommand:
    def test_prints_each_figure_beside_its_target(self, checkout, capsys):
        with pytest.raises(SystemExit) as ending:
            measure_house.main([str(checkout)])
        assert ending.value.code == 0
        rows = [line.split() for line in capsys.readouterr().out.splitlines()]
        assert [row[:2] for row in rows] == [
            ["Python", "files"],
            ["lines", "of"],
            ["lines", "of"],
            ["lines", "of"],
            ["class", "names"],
            ["function", "names"],
            ["docstrings", "and"],
            ["modules", "imported"],
            ["Python", "files"],
        ]
        assert rows[0][2:] == ["6"]
        assert rows[4][-6:] == ["50.0", "%", "≤", "1", "%", "missed"]
        assert rows[6][-6:] == ["50.0", "%", "≤", "2", "%", "missed"]
        assert rows[8][-3:] == ["2", "≤", "25"]

    def test_draws_the_same_texts_for_a_seed(self, checkout, capsys):
        printed = []
        for seed in (1, 1, 2):
            measure_house.main([str(checkout), "--sample", "2", "--seed", str(seed)])
            printed.append(capsys.readouterr().out)
        assert printed[0] == printed[1] != printed[2]
        assert printed[0].count("\n\n") == 2

    def test_lists_what_counts_against_a_figure(self, checkout, capsys):
        with pytest.raises(SystemExit):
            measure_house.main([str(checkout), "--list"])
        printed = capsys.readouterr().out
        assert (
            "# class names defined in two or more files\nLine: shop/cart.py:5 shop/models.py:3\n" in printed
        )
        assert "shop.cart: desk\n" in printed

    def test_fails_when_it_is_to_check_and_a_target_is_missed(self, checkout):
        with pytest.raises(SystemExit) as ending:
            measure_house.main([str(checkout), "--check"])
        assert ending.value.code == 1

    def test_passes_when_every_target_is_met(self, checkout):
        with pytest.raises(SystemExit) as ending:
            measure_house.main([str(checkout), "--check", "--packages", "desk.py"])
        assert ending.value.code == 0

    def test_refuses_a_package_that_is_not_there(self, checkout, capsys):
        with pytest.raises(SystemExit) as ending:
            measure_house.main([str(checkout), "--check", "--packages", "dask.py"])
        assert ending.value.code == 2
        assert "no Python files" in capsys.readouterr().err


ENFORCED = [
    "class names defined in two or more files",
    "function names defined in two or more modules",
    "lines of the longest function",
    "Python files in the largest folder",
]


@pytest.fixture(scope="module")
def figures():
    """The figures of this code by their labels, measured once."""
    return {figure.label: figure for figure in measure_house.static_figures(ROOT)}


class TestThisCode:
    @pytest.mark.parametrize("label", ENFORCED)
    def test_meets_its_target(self, figures, label):
        assert figures[label].is_met, "\n".join(figures[label].offenders)
