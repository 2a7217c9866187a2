"""The search of the readers' pages: an index that follows the log, and what is asked of it."""
