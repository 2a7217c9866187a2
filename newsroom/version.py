"""The version of this code, as pyproject.toml names it."""

import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"

VERSION: str = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]
