from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from tools.bench.peer import views

urlpatterns = i18n_patterns(
    path("", views.front, name="front"),
    path("articles/<int:pk>/<str:slug>/", views.report, name="report"),
    path("sections/<slug:slug>/", views.category, name="category"),
    path("topics/<slug:slug>/", views.tag, name="tag"),
    path("search/", views.search, name="search"),
    path("feed.atom", views.NewestFeed(), name="feed"),
)
