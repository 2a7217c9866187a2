"""The newsroom's own checks, registered when this package is imported."""

from articles.checks import attribution, quotes

__all__ = ["attribution", "quotes"]
