from django.urls import path, re_path

from content import views

app_name = "content"

urlpatterns = [
    path("", views.library, name="library"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    re_path(
        r"^pictures/(?P<digest>[0-9a-f]{64})-(?P<width>[1-9][0-9]{0,3})\.webp$", views.picture, name="picture"
    ),
    path("<slug:slug>/", views.article, name="article"),
]
