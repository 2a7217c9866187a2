"""Texts of the two languages beside each other: segments paired, aligned and compared for freshness."""
