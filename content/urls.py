from django.urls import path, re_path

from content import feeds, opengraph, previews, views

app_name = "content"

urlpatterns = [
    path("", views.library, name="library"),
    path("feed/", feeds.latest, name="feed"),
    path("search/", views.search, name="search"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    re_path(
        r"^pictures/(?P<digest>[0-9a-f]{64})-(?P<width>[1-9][0-9]{0,3})\.webp$", views.picture, name="picture"
    ),
    path("preview/<str:token>/", previews.preview, name="preview"),
    path("<slug:slug>/", views.article, name="article"),
    path("<slug:slug>/share.png", opengraph.share_picture, name="share_picture"),
]
