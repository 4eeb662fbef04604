"""What allauth's pages do to a person's password and second factor, told in the trail with who did it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from core.history import recorded

View = Callable[..., HttpResponseBase]


def told_as(verb: str, view: View) -> View:
    """`view` with its POST as one transaction, in which the person who is signed in did `verb`."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        with recorded(verb, by=request.user):
            return view(request, *args, **kwargs)

    return told
