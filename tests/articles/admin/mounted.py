"""The addresses of the house with a workbench mounted, to see where the desk leads to it."""

from django.http import HttpResponse
from django.urls import include, path

from newsroom.urls import urlpatterns as of_the_house


def story(request, article_id, language):
    return HttpResponse()


bench = [path("<int:article_id>/<str:language>/", story, name="story")]
urlpatterns = [path("admin/workbench/", include((bench, "workbench"))), *of_the_house]
