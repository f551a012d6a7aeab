"""Where the customer's own pages stand: letters that nobody finds without a token, and the forms of our places."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amends.entrypoints.portal import tell_us, views

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("f/<str:short_code>", tell_us.tell_us, name="tell-us"),
    path("f/<str:short_code>/thanks", tell_us.thanks, name="thanks"),
    path("p/<str:token>/", views.letter, name="letter"),
    path("p/<str:token>/choice", views.choice, name="choice"),
    path("p/<str:token>/answer", views.answer, name="answer"),
    path("p/<str:token>/confirm", views.confirm, name="confirm"),
    path("p/<str:token>/new-link", views.new_link, name="new-link"),
    path("p/<str:token>/noted", views.noted, name="noted"),
    path("p/<str:token>/voucher/<str:serial>", views.voucher, name="voucher"),
]
