"""Take pictures of a temporary demonstration newsroom: `make screens` for the docs, `make sheets` for review.

    python -m tools.screens docs     each screen of the docs, into docs/screens/NAME-LANGUAGE.webp
    python -m tools.screens sheets   public pages at five widths, into NAME-LANGUAGE-SCHEME.jpg

Both take some minutes. Needs Debian's packages chromium, chromium-l10n, fonts-noto-core and fonts-noto-cjk,
or equivalents.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tools.screens import docs_pictures, sheets
from tools.screens.demonstration import require_fonts


def chosen(things, only, parser):
    """Return the items that `only` names, separated by commas; all if it is empty. Exit for unknown names."""
    names = only.split(",") if only else [thing.name for thing in things]
    if unknown := set(names) - {thing.name for thing in things}:
        known = ", ".join(thing.name for thing in things)
        parser.error(f"there is no picture called {', '.join(sorted(unknown))}. Choose from: {known}")
    return [thing for thing in things if thing.name in names]


def main(arguments):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pictures", choices=["docs", "sheets"])
    parser.add_argument("--only", help="names of pictures, separated by commas")
    default = Path(tempfile.gettempdir()) / "newsroom-sheets"
    parser.add_argument(
        "--folder", type=Path, default=default, help=f"folder of the sheets (default: {default})"
    )
    parser.add_argument(
        "--before",
        default="",
        metavar="COMMIT",
        help="commit to compare with: sheets that differ are shown twice",
    )
    options = parser.parse_args(arguments)
    if options.pictures == "docs":
        screens = chosen(docs_pictures.SCREENS, options.only, parser)
        require_fonts()
        return docs_pictures.take(screens)
    page_types = chosen(sheets.PAGE_TYPES, options.only, parser)
    require_fonts()
    differing = sheets.take(page_types, options.folder, options.before)
    print(f"{len(page_types) * 4} contact sheets in {options.folder}")
    if options.before:
        print(f"Differing from {options.before}: {', '.join(differing) or 'none'}")
    return None


if __name__ == "__main__":
    main(sys.argv[1:])
