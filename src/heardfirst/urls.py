"""Every address is one of the web room's."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("heardfirst.web.urls"))]

handler400 = "heardfirst.web.views.errors.bad_request"
handler403 = "heardfirst.web.views.errors.forbidden"
handler404 = "heardfirst.web.views.errors.not_found"
handler500 = "heardfirst.web.views.errors.server_error"
