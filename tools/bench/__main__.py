"""Measure the newsroom on a database of its own: `make bench`.

DATABASE_URL chooses the database server; only a test database is made there, and removed. Exit 1 when the
desk asks too much: see tools/bench/desk.py.
"""

import argparse
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
PARTS = ("screens", "memory", "search", "consumers")


def main():
    import django
    from django.db import connection

    from tools.bench import consumers, desk

    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--only", metavar="PARTS", help=", ".join(PARTS))
    parser.add_argument("--desk-stories", type=int, default=desk.MANY, help="many, for the desk's screens")
    parser.add_argument("--texts", type=int, default=desk.TEXTS, help="for the search")
    options = parser.parse_args()
    wanted = options.only.split(",") if options.only else PARTS

    django.setup()
    from articles.clock import process_clock

    name, wrong = connection.settings_dict["NAME"], []
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with process_clock():  # the database's is measured once a second: a query more here and there
            if "screens" in wanted:
                wrong += desk.measure_screens(options.desk_stories)
            if "memory" in wanted:
                wrong += desk.measure_memory()
            if "search" in wanted:
                wrong += desk.measure_search(options.texts)
            if "consumers" in wanted:
                wrong += consumers.measure_consumers(consumers.FOLLOWED)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    print("\n".join(wrong) or "No screen asks more for many stories than for few.")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
