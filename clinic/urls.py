from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from clinic import health, views
from clinic.sitemaps import sections

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", health.healthz),  # clinic.health answers these two before any address is looked up
    path("readyz", health.readyz),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": sections}, name="sitemap"),
    path("share.png", views.share_picture, name="share_picture"),
    path("legal/<slug:kind>/", views.legal, name="legal"),
    path("articles/", include("content.urls")),
    path("admin/", admin.site.urls),
    path("staff/", include("clinic.staff.urls")),
    path("", include("booking.urls")),
]

handler400 = "clinic.errors.bad_request"
handler403 = "clinic.errors.permission_denied"
handler404 = "clinic.errors.not_found"
handler500 = "clinic.errors.server_error"
