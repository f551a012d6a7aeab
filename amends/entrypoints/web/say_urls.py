"""Where the screens of saying, of promises and of following up stand."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amends.entrypoints.web import follow_up, mails, promises, say

SAYING: list[URLPattern | URLResolver] = [
    path("cases/<str:ref>/say", say.say, name="say"),
    path("cases/<str:ref>/say/check", say.check, name="say-check"),
    path("cases/<str:ref>/say/told", say.told, name="told"),
    path("cases/<str:ref>/promises", promises.case_promises, name="case-promises"),
    path("cases/<str:ref>/follow-up", follow_up.follow_up, name="follow-up"),
    path("promises", promises.promises, name="promises"),
    path("promises/<int:promise_id>/kept", promises.kept, name="promise-kept"),
    path("mails", mails.mails, name="mails"),
    path("mails/<str:name>", mails.mail, name="mail"),
    path("mails/<str:name>/page", mails.mail_page, name="mail-page"),
]
