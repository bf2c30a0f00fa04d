"""Every address is one of the web room's."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("heardfirst.web.urls"))]

handler400 = "heardfirst.web.shared.errors.bad_request"
handler403 = "heardfirst.web.shared.errors.forbidden"
handler404 = "heardfirst.web.shared.errors.not_found"
handler500 = "heardfirst.web.shared.errors.server_error"
