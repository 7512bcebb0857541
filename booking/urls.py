from django.urls import path, re_path

from booking import access
from booking.views import asking, managing

app_name = "booking"

OWN = r"^appointment/(?P<reference>[2-9B-Z]{8})"

urlpatterns = [
    path("book/", asking.start, name="start"),
    path("book/<uuid:draft>/details/", asking.details, name="details"),
    path("book/<uuid:draft>/more/", asking.more, name="more"),
    path("book/<uuid:draft>/check/", asking.check, name="check"),
    path("book/<slug:visit_type>/", asking.times, name="times"),
    path("book/<slug:visit_type>/none/", asking.preferences, name="preferences"),
    path("a/<str:token>/", access.open_link, name="token"),
    path("appointment/link/", managing.link_again, name="link"),
    path("appointment/link/sent/", managing.link_sent, name="link_sent"),
    re_path(rf"{OWN}/$", managing.appointment, name="appointment"),
    re_path(rf"{OWN}/change/$", managing.change, name="change"),
    re_path(rf"{OWN}/none/$", managing.preferences, name="change_preferences"),
    re_path(rf"{OWN}/answer/$", managing.answer, name="answer"),
    re_path(rf"{OWN}/cancel/$", managing.cancel, name="cancel"),
    re_path(rf"{OWN}/calendar\.ics$", managing.calendar, name="calendar"),
]
