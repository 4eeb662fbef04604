"""The addresses of the gallery, which exists in tests alone."""

from django.urls import include, path

from tests.design.gallery import error, gallery

urlpatterns = [
    path("gallery/<slug:name>/", gallery, name="gallery"),
    path("notices/", gallery, {"name": "lists"}, name="notices"),
    path("profile/", gallery, {"name": "lists"}, name="profile"),
    path("theme/", gallery, {"name": "lists"}, name="theme"),
    path("error/<slug:name>/", error, name="error"),
    path("account/", include("allauth.urls")),
]
