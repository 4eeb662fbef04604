"""The seven standing criteria as a template: what every vendor is asked, whatever it is to do for us.

English on purpose: the text is copied into a template, which the officer then owns, words and translates.
"""

from decimal import Decimal

from vendors.choices import QuestionKind
from vendors.domain.parts import QuestionPart, SectionPart, TemplatePart

NAME = "Seven standing criteria"


def _text(text: str, help_text: str = "", *, evidence: bool = False) -> QuestionPart:
    return QuestionPart(text, help_text, needs_evidence=evidence)


def _single(text: str, *options: str, help_text: str = "", evidence: bool = False) -> QuestionPart:
    return QuestionPart(text, help_text, kind=QuestionKind.SINGLE, options=options, needs_evidence=evidence)


EXPERIENCE = SectionPart(
    "Experience",
    "How long you have done this work, for whom, and at what size.",
    Decimal(15),
    (
        QuestionPart("For how many years have you provided the services that we ask about?", kind=QuestionKind.NUMBER),
        QuestionPart(
            "How many clients do you provide these services to today?",
            "Count clients with a running contract.",
            kind=QuestionKind.NUMBER,
        ),
        _text(
            "Describe two engagements of similar size and complexity.",
            "Client’s industry, your responsibility, how long, how many people on your side, what came of it.",
        ),
        _text(
            "Which of our needs would be new to you, and how would you prepare for them?",
            "An honest gap with a plan counts for more than a claim without one.",
        ),
    ),
)

EXPERTISE = SectionPart(
    "Expertise",
    "The knowledge of the people who would do the work, and how it is kept up.",
    Decimal(20),
    (
        QuestionPart(
            "Which certifications does your organization hold?",
            "Attach the certificates that are valid today.",
            kind=QuestionKind.MULTIPLE,
            options=("ISO/IEC 27001", "ISO 9001", "ISO/IEC 20000-1", "SOC 2 Type II", "None of these"),
            needs_evidence=True,
        ),
        QuestionPart(
            "How many people with the skills that we need are employed by you?",
            "Employees alone; subcontractors are asked about below.",
            kind=QuestionKind.NUMBER,
        ),
        _text("Who would lead the work, and what qualifies them?", "Roles, years in the field, certificates."),
        _single(
            "Would parts of the work be done by subcontractors?",
            "No",
            "Yes, for a small part",
            "Yes, for an essential part",
            help_text="Name them in the comment.",
        ),
    ),
)

REPUTATION = SectionPart(
    "Reputation",
    "What others say of you, and what is on record.",
    Decimal(10),
    (
        _text(
            "Name two clients whom we may ask about your work.",
            "Company, person, role and how to reach them. Tell them that we may call.",
        ),
        _single(
            "Have you been party to a legal dispute with a client in the last five years?",
            "No",
            "Yes, settled",
            "Yes, still open",
            help_text="If yes, say in the comment what it was about.",
        ),
        QuestionPart(
            "Which independent ratings or analysts’ reports about you can we read?",
            "Links or titles with their dates. Leave it empty where there are none.",
            is_required=False,
        ),
    ),
)

TRACK_RECORD = SectionPart(
    "Track record",
    "What you promised elsewhere, and what you delivered.",
    Decimal(20),
    (
        QuestionPart(
            "Which share of your service levels did you meet over the last twelve months, in percent?",
            "Over all clients with comparable services. Attach a report that shows it.",
            kind=QuestionKind.NUMBER,
            needs_evidence=True,
        ),
        _text(
            "Describe an engagement that went badly: what happened, what you did, what you changed since.",
            "Everybody has one.",
        ),
        _single(
            "Has a client ended a contract with you early in the last three years?",
            "No",
            "Yes, once",
            "Yes, more than once",
            help_text="If yes, say in the comment why.",
        ),
        QuestionPart(
            "When did you last restore a client’s service from backup, as an exercise or in earnest?",
            kind=QuestionKind.DATE,
        ),
    ),
)

CULTURAL_FIT = SectionPart(
    "Cultural fit",
    "How you work, and how that goes with how we work.",
    Decimal(10),
    (
        _text("How are decisions made in your teams when plan and reality part?", "Give an example."),
        _text("What do you expect from a client so that the work succeeds?"),
        QuestionPart(
            "Which working languages would the team use with us?",
            kind=QuestionKind.MULTIPLE,
            options=("English", "German", "French", "Spanish", "Another"),
        ),
        _single(
            "How much of the team’s working day would overlap with ours?",
            "All of it",
            "Four hours or more",
            "Two to four hours",
            "Less than two hours",
        ),
    ),
)

COMMUNICATION = SectionPart(
    "Communication style",
    "Who tells whom what, how soon, and in which words.",
    Decimal(10),
    (
        _single(
            "Within which time do you tell a client of a serious incident?",
            "One hour",
            "Four hours",
            "One working day",
            "Later",
        ),
        _text("How do you report progress and problems?", "What, to whom, how often. Attach an example if you can."),
        _text("Whom would we turn to when we disagree with the team, and who stands above them?"),
    ),
)

PROJECT_MANAGEMENT = SectionPart(
    "Project management approach",
    "How you plan, steer and change work.",
    Decimal(15),
    (
        QuestionPart(
            "Which approaches do your project managers work with?",
            kind=QuestionKind.MULTIPLE,
            options=("Scrum", "Kanban", "PRINCE2", "PMI / PMBOK", "An approach of our own"),
        ),
        QuestionPart(
            "Attach a plan, as you would write one for us: milestones, risks, who decides.",
            "A redacted plan of an earlier project is welcome.",
            kind=QuestionKind.FILE,
        ),
        _text("How do you handle a change of scope that a client asks for in the middle of the work?"),
        _text("Which risks do you see in working for us, and how would you keep them small?"),
    ),
)

STANDING_CRITERIA = TemplatePart(
    name=NAME,
    purpose="What every vendor is asked, whatever it is to do: the seven criteria that stand beside price, security, "
    "financial standing and capacity.",
    sections=(
        EXPERIENCE,
        EXPERTISE,
        REPUTATION,
        TRACK_RECORD,
        CULTURAL_FIT,
        COMMUNICATION,
        PROJECT_MANAGEMENT,
    ),
)
