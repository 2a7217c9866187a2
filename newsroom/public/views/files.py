"""Files beside the pages: what robots are told."""

from django.conf import settings
from django.http import HttpResponse

from newsroom.public.absolute_urls import absolute_url_builder
from newsroom.public.responses import public_page
from newsroom.public.robots import robots_txt as told_to_robots


@public_page
def robots_file(request):
    text = told_to_robots(absolute_url_builder(request), may_learn=settings.AI_TRAINING)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
