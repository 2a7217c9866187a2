"""The board and the calendar."""
