"""The page cache: readers' pages kept in memory or in Valkey, in front of Django."""
