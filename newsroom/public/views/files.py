"""Files beside the pages: what robots are told."""

from django.conf import settings
from django.http import HttpResponse

from newsroom.public.absolute_urls import absolute_for
from newsroom.public.responses import public_page
from newsroom.public.robots import robots as told_to_robots


@public_page
def robots(request):
    text = told_to_robots(absolute_for(request), may_learn=settings.AI_TRAINING)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
