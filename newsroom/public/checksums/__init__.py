"""Checksums: the digest of each day, as a page in both languages and as a file."""
