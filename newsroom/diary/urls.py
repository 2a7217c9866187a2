"""The address of somebody's own calendar, which their calendar program reads without logging in."""

from django.urls import path

from newsroom.diary.feed import personal_calendar

urlpatterns = [path("<slug:token>.ics", personal_calendar, name="personal_calendar")]
