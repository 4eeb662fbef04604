"""What people are told of choosing. What a vendor's people read says nothing of how we judge."""

from django.utils.translation import gettext_lazy as _

from notifications.topics import Topic, register

QUESTIONNAIRE_SENT = register(
    Topic(
        code="vendors.questionnaire_sent",
        label=_("A questionnaire was sent"),
        title=_("Please answer the questionnaire “%(questionnaire)s”"),
        text=_("%(by)s sent %(vendor)s a questionnaire, to be answered by %(due_on)s."),
    )
)
QUESTIONNAIRE_DUE = register(
    Topic(
        code="vendors.questionnaire_due",
        label=_("A questionnaire is due"),
        title=_("“%(questionnaire)s” is due on %(due_on)s"),
        text=_("The questionnaire “%(questionnaire)s” is with %(vendor)s and has not been submitted yet."),
    )
)
DUE_DATE_MOVED = register(
    Topic(
        code="vendors.questionnaire_due_moved",
        label=_("A questionnaire’s due date moved"),
        title=_("“%(questionnaire)s” is now due on %(due_on)s"),
        text=_("%(by)s gave %(vendor)s another date for the questionnaire."),
    )
)
QUESTIONNAIRE_SUBMITTED = register(
    Topic(
        code="vendors.questionnaire_submitted",
        label=_("A questionnaire was submitted"),
        title=_("%(vendor)s submitted “%(questionnaire)s”"),
        text=_("%(by)s submitted the answers of %(vendor)s. They can be scored now."),
    )
)
EVALUATION_ASKED = register(
    Topic(
        code="vendors.evaluation_asked",
        label=_("You are asked to score a questionnaire"),
        title=_("Please score “%(questionnaire)s” of %(vendor)s"),
        text=_("%(by)s asks you to score the answers of %(vendor)s, once they are submitted."),
        internal=True,
    )
)
ASSESSMENT_LOCKED = register(
    Topic(
        code="vendors.assessment_locked",
        label=_("An assessment was locked"),
        title=_("%(by)s scored “%(questionnaire)s” of %(vendor)s"),
        text=_("The assessment is locked; it can be used for the decision."),
        internal=True,
    )
)
QUESTIONNAIRE_DECIDED = register(
    Topic(
        code="vendors.questionnaire_decided",
        label=_("A questionnaire was replied to"),
        title=_("Reply to “%(questionnaire)s”: %(reply)s"),
        text=_("%(by)s replied to the answers of %(vendor)s. %(words)s"),
    )
)
CLARIFICATION_ASKED = register(
    Topic(
        code="vendors.clarification_asked",
        label=_("A clarification is asked for"),
        title=_("Please clarify your answers to “%(questionnaire)s” by %(due_on)s"),
        text=_("%(by)s asks %(vendor)s: %(words)s"),
    )
)
VENDOR_DECIDED = register(
    Topic(
        code="vendors.due_diligence_decided",
        label=_("Due diligence was decided"),
        title=_("%(vendor)s: %(outcome)s"),
        text=_("%(by)s decided on the due diligence of %(vendor)s, by the questionnaire “%(questionnaire)s”."),
        internal=True,
    )
)
VENDOR_REVIEW_DUE = register(
    Topic(
        code="vendors.review_due",
        label=_("A vendor’s review is due"),
        title=_("The review of %(vendor)s is due on %(due_on)s"),
        text=_("The qualification of %(vendor)s is to be reviewed by %(due_on)s: send a questionnaire in time."),
        internal=True,
    )
)
