"""Korean formats of times, with 오전 or 오후 before the hour."""

TIME_FORMAT = "A g:i"
DATETIME_FORMAT = "Y년 n월 j일 A g:i"
