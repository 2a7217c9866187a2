#!/usr/bin/env python3
"""Django's command line for the newsroom."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    # No page request is waiting here. Building an index may take minutes, and a command may pause between
    # statements.
    os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT", "0")
    os.environ.setdefault("DATABASE_IDLE_TIMEOUT", "0")
    from django.core.management import execute_from_command_line

    from articles.refusals import is_disk_full
    from newsroom.logs import print_exception

    sys.excepthook = print_exception  # the output of a service is kept as a log
    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        if not is_disk_full(error):
            raise
        sys.exit(f"No space left on the disk ({error}). Free some space, and run the command again.")


if __name__ == "__main__":
    main()
