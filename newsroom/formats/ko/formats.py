"""Korean formats of times: 오후 precedes the hour."""

TIME_FORMAT = "A g:i"
DATETIME_FORMAT = "Y년 n월 j일 A g:i"
