from django.urls import path

from content import previews, views

app_name = "content"

urlpatterns = [
    path("", views.library, name="library"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("preview/<str:token>/", previews.preview, name="preview"),
    path("<slug:slug>/", views.article, name="article"),
]
