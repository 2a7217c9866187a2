"""The board, the calendar and deadlines."""
