"""Addresses of the pages."""

from django.urls import URLPattern, path

from relationships import views

urlpatterns: list[URLPattern] = [
    path("reviews/", views.Reviews.as_view(), name="reviews"),
    path("projects/<int:pk>/reviews/", views.ProjectReviews.as_view(), name="project-reviews"),
    path("projects/<int:pk>/reviews/new/", views.ReviewAdd.as_view(), name="review-add"),
    path("reviews/<int:pk>/", views.ReviewPage.as_view(), name="review"),
    path("reviews/<int:pk>/edit/", views.ReviewEdit.as_view(), name="review-edit"),
    path("reviews/<int:pk>/opening/", views.ReviewOpen.as_view(), name="review-opening"),
    path("reviews/<int:pk>/comments/", views.ReviewCommentAdd.as_view(), name="review-comment"),
    path("reviews/<int:pk>/actions/", views.ReviewActionAdd.as_view(), name="review-action-add"),
    path("reviews/<int:pk>/closing/", views.ReviewClose.as_view(), name="review-closing"),
    path("reviews/<int:pk>/history/", views.ReviewHistory.as_view(), name="review-history"),
    path("review-actions/<int:pk>/completion/", views.ReviewActionDone.as_view(), name="review-action-done"),
]
