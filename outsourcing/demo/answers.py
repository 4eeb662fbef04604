"""What the demonstration's vendors answer, by section of the seven standing criteria, in the order of its questions."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

Answers = Mapping[str, Sequence[str]]


def of_alster(asked_on: date) -> Answers:
    """A strong operator, which tells of its one bad day."""
    return {
        "Experience": (
            "14",
            "38",
            (
                "Municipal utility, 900 employees: hosting and service desk for 41 online services over six years; "
                "nine people on our side; availability rose from 98.1 % to 99.7 %. Regional bank: service desk in two "
                "languages over four years; unresolved tickets fell by half in the first year."
            ),
            (
                "Your meter data platform. We would second two engineers to your team for the first six weeks and take "
                "over in three steps, each with a way back."
            ),
        ),
        "Expertise": (
            "ISO/IEC 27001",
            "46",
            "Katrin Albers, service manager, eleven years in the field, ITIL Master; deputy Deniz Aydin, eight years.",
            "Yes, for a small part",
        ),
        "Reputation": (
            "Stadtwerke Elbtal, Ms Hartmann, head of IT. Ostsee Bank, Mr Lund, provider manager. They expect you.",
            "No",
            "Provider study of the regional IT association, 2025, page 31.",
        ),
        "Track record": (
            "97.4",
            (
                "In 2023 a storage upgrade went wrong and a client stood still for eleven hours. We restored the data, "
                "waived two monthly fees, and have rehearsed every storage change on a copy since."
            ),
            "No",
            (asked_on - timedelta(days=40)).isoformat(),
        ),
        "Cultural fit": (
            (
                "Whoever sees it first says so, and the team decides on the same day; the plan follows. We moved "
                "a release by two weeks on a Tuesday because a tester had doubts."
            ),
            "One person with time and a mandate, and bad news early.",
            "German|English",
            "All of it",
        ),
        "Communication style": (
            "One hour",
            "A weekly page with five figures and three sentences, a monthly meeting, a call whenever it is serious.",
            "The service manager first, then the managing director, within one working day.",
        ),
        "Project management approach": (
            "Kanban|PRINCE2",
            "",
            "We write down what it changes in cost, time and service levels, and do nothing before both have signed.",
            "Loss of knowledge from your present provider: we record each hand-over. Billing runs: we staff them.",
        ),
    }


def of_brightline(asked_on: date) -> Answers:
    """A vendor about which the evaluators will differ."""
    return {
        "Experience": (
            "9",
            "17",
            (
                "Electricity retailer in Ireland: 60 agents for first-line calls over three years. Travel company: "
                "chat and calls in three languages over two years, staffed by season."
            ),
            "Meter readings by phone. We would train on your recordings and begin with one region.",
        ),
        "Expertise": (
            "ISO 9001",
            "210",
            "Aoife Byrne, operations director, fifteen years in contact centres.",
            "Yes, for an essential part",
        ),
        "Reputation": ("Lagan Power, Mr Doyle. Harbour Travel, Ms Keane.", "Yes, settled", ""),
        "Track record": (
            "91.5",
            (
                "A forecast was wrong by a third in a storm week and queues grew to twenty minutes. We now keep a "
                "reserve of twelve trained people."
            ),
            "Yes, once",
            (asked_on - timedelta(days=210)).isoformat(),
        ),
        "Cultural fit": (
            "Team leads decide on the shift, we review it the next morning.",
            "Forecasts of your billing runs, six weeks ahead.",
            "English|Another",
            "Four hours or more",
        ),
        "Communication style": (
            "Four hours",
            "A dashboard that is always open and a weekly call.",
            "The operations director, then our board.",
        ),
        "Project management approach": (
            "An approach of our own",
            "",
            "The account manager prices it and asks you.",
            "Attrition of trained agents; we pay a loyalty bonus from the sixth month.",
        ),
    }
