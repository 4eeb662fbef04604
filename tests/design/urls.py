"""The product's addresses and, beside them, the gallery's, which exist in tests alone."""

from django.urls import path

from outsourcing.urls import urlpatterns as product
from tests.design.gallery import error, gallery

urlpatterns = [
    path("gallery/<slug:name>/", gallery, name="gallery"),
    path("error/<slug:name>/", error, name="error"),
    *product,
]
