"""Addresses of the pages."""

from django.urls import URLPattern, path

from notifications.views import deliveries, endpoints, notices

urlpatterns: list[URLPattern] = [
    path("notices/", notices.NoticesPage.as_view(), name="notices"),
    path("notices/count/", notices.NoticesCountPage.as_view(), name="notices-count"),
    path("notices/reading/", notices.NoticesReadingPage.as_view(), name="notices-reading"),
    path("notices/<int:pk>/", notices.NoticePage.as_view(), name="notice"),
    path("notices/<int:pk>/reading/", notices.NoticeReadingPage.as_view(), name="notice-reading"),
    path("preferences/notices/", notices.NotificationPreferencesPage.as_view(), name="notification-preferences"),
    path("webhooks/", endpoints.WebhooksPage.as_view(), name="webhooks"),
    path("webhooks/new/", endpoints.NewWebhookPage.as_view(), name="webhook-new"),
    path("webhooks/<int:pk>/", endpoints.WebhookPage.as_view(), name="webhook"),
    path("webhooks/<int:pk>/change/", endpoints.ChangeWebhookPage.as_view(), name="webhook-change"),
    path("webhooks/<int:pk>/secret/", endpoints.RotateSecretPage.as_view(), name="webhook-secret"),
    path("webhooks/<int:pk>/deactivation/", endpoints.SwitchOffPage.as_view(), name="webhook-deactivation"),
    path("webhooks/<int:pk>/activation/", endpoints.SwitchOnPage.as_view(), name="webhook-activation"),
    path("deliveries/", deliveries.DeliveriesPage.as_view(), name="deliveries"),
    path("deliveries/<int:pk>/", deliveries.DeliveryPage.as_view(), name="delivery"),
    path("deliveries/<int:pk>/resending/", deliveries.SendAgainPage.as_view(), name="delivery-resending"),
]
