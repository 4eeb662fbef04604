"""Pages for what went wrong, and the same as problems below /api/."""

from typing import Any, NoReturn

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.access import public
from accounts.problems import incident_of, is_api, problem_response


def error_page(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    """A page in the product's frame: what happened, and the incident to name when asking for help."""
    titles = {
        400: _("This could not be read"),
        403: _("This is not for you"),
        404: _("There is nothing here"),
        409: _("Somebody was faster"),
        413: _("This is too large"),
    }
    context = {"title": titles.get(status, _("This did not work")), "detail": detail, "incident": incident_of(request)}
    return render(request, "error.html", context, status=status)


def answer(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    if is_api(request):
        return problem_response(status, detail, incident=incident_of(request))
    return error_page(request, status, detail)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 400, _("The request could not be read. Go back, and try again."))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 403, str(exception) or _("Your role does not include this."))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 404, _("There is nothing here under this address."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database or the session: they may be what failed."""
    incident = incident_of(request)
    if is_api(request):
        return problem_response(500, _("Something failed on our side."), incident=incident)
    return HttpResponse(render_to_string("500.html", {"incident": incident}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Mostly a form that stood open while the session ended elsewhere."""
    return answer(request, 403, _("This form was opened in another session. Go back, load the page again, and resend."))


@public
def nothing_here(request: HttpRequest, **kwargs: Any) -> NoReturn:
    """The answer of an address that a library brings and this product does not have."""
    raise Http404
