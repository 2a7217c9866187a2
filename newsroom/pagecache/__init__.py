"""The page cache: readers' pages cached in memory or in Valkey, in front of Django."""
