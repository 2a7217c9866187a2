"""The newsroom's own checks, registered when this package is imported."""
