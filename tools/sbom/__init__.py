"""The list of parts that goes with a release: CycloneDX, of Python packages, scripts, fonts and data."""
