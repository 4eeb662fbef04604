"""What one table of the register can be asked. Names no model, so that the models can use it."""

from typing import Any, Self

from django.apps import apps
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Exists, F, OuterRef, Q, Subquery

from accounts.access import ScopedQuerySet
from accounts.models import User
from core.text import folded
from vendors.choices import WITH_VENDOR, AssessmentState, QuestionnaireState

IDENTIFIERS = ("lei", "vat", "duns")


class VendorQuerySet(ScopedQuerySet[Any]):
    def matching(self, words: str) -> Self:
        """Vendors whose names begin with each of `words` in any order; identifiers match whole."""
        terms = [f"'{term}':*" for term in folded(words).replace("'", " ").replace("\\", " ").split()]
        if not terms:
            return self
        query = SearchQuery(" & ".join(terms), search_type="raw", config="simple")
        number = "".join(words.split()).upper()
        identified = Q(*((field, number) for field in IDENTIFIERS), _connector=Q.OR)
        return self.annotate(search=SearchVector(F("name_key"), config="simple")).filter(Q(search=query) | identified)


class QuestionnaireQuerySet(ScopedQuerySet[Any]):
    def with_vendor(self) -> Self:
        """Those whose answers the vendor can still change."""
        return self.filter(state__in=WITH_VENDOR)

    def looked_after_by(self, user: User) -> Self:
        """Those that `user` sent, and those of vendors that `user` owns whose sender has left."""
        return self.filter(Q(sent_by=user) | Q(sent_by__is_active=False, vendor__assessment__owner=user))

    def of_vendor_named(self, words: str) -> Self:
        return self.filter(vendor__in=apps.get_model("vendors", "Vendor").objects.matching(words))

    def waiting_for_score_of(self, user: User) -> Self:
        """Submitted ones that `user` was asked to score, and whose last submission they have not locked scores of."""
        submitted = self.filter(state=QuestionnaireState.SUBMITTED, evaluators__user=user)
        return submitted.exclude(_locked_of_last_submission(evaluator=user))

    def waiting_for_decision(self) -> Self:
        """Submitted ones; `is_scored` says whether anybody has locked scores of what was submitted last."""
        return self.filter(state=QuestionnaireState.SUBMITTED).annotate(is_scored=_locked_of_last_submission())


def _locked_of_last_submission(**whose: Any) -> Exists:
    """Whether a questionnaire's last submission has locked assessments; scores of an earlier one count for nothing."""
    submissions = apps.get_model("vendors", "Submission").objects.filter(questionnaire=OuterRef(OuterRef("pk")))
    last = submissions.order_by("-at", "-pk").values("pk")[:1]
    assessments = apps.get_model("vendors", "Assessment").objects
    return Exists(assessments.filter(submission=Subquery(last), state=AssessmentState.LOCKED, **whose))
