from django.urls import path

from content import feeds, opengraph, views

app_name = "content"

urlpatterns = [
    path("", views.library, name="library"),
    path("feed/", feeds.latest, name="feed"),
    path("search/", views.search, name="search"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("<slug:slug>/", views.article, name="article"),
    path("<slug:slug>/share.png", opengraph.share_picture, name="share_picture"),
]
