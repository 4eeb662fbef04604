"""The addresses of the gallery, which exists in tests alone."""

from django.urls import include, path

from tests.design.gallery import error, gallery

urlpatterns = [
    path("", gallery, {"name": "lists"}, name="home"),
    path("gallery/<slug:name>/", gallery, name="gallery"),
    path("notices/", gallery, {"name": "lists"}, name="notices"),
    path("preferences/", gallery, {"name": "lists"}, name="preferences"),
    path("theme/", gallery, {"name": "lists"}, name="theme"),
    path("error/<slug:name>/", error, name="error"),
    path("account/", include("allauth.urls")),
]
