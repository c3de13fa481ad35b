"""Every topic of the product: the only place that names one.

Partitions are never changed after the first start: keys would move and lose their order.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A Kafka topic. `retention` None: for ever (a compacted one keeps the newest per key)."""

    name: str
    partitions: int
    retention: timedelta | None
    compacted: bool
    contains: str

    @property
    def dead_letters(self) -> str:
        """The name of the topic that takes what could not be handled."""
        return f"{self.name}.dlt"


_TWO_YEARS = timedelta(days=730)

DIRECTORY = Topic(
    name="directory",
    partitions=6,
    retention=None,
    compacted=True,
    contains="People and units, their full state. The one topic with names and addresses.",
)
TALKS = Topic(
    name="talks",
    partitions=6,
    retention=_TWO_YEARS,
    compacted=False,
    contains="Talk cycles, talks and agreements: ids, states, days. Never what was written.",
)
GOALS = Topic(
    name="goals",
    partitions=6,
    retention=_TWO_YEARS,
    compacted=False,
    contains="Goals: ids, owners, states, days; titles and progress of public goals only.",
)
SURVEYS = Topic(
    name="surveys",
    partitions=6,
    retention=_TWO_YEARS,
    compacted=False,
    contains="Surveys and their follow-up actions: ids, states, days. Never an answer or a result.",
)
INVITATIONS = Topic(
    name="survey-invitations",
    partitions=6,
    retention=timedelta(days=7),
    compacted=False,
    contains=(
        "Who is asked, and who is reminded, to answer a survey. For the notifier alone: a "
        "reminder tells who has not answered. Give no other system read access."
    ),
)
COMPETENCE = Topic(
    name="competence",
    partitions=6,
    retention=_TWO_YEARS,
    compacted=False,
    contains="What people have chosen to show, days of expiry, taxonomy, units' requirements.",
)
NOTIFICATIONS = Topic(
    name="notifications",
    partitions=6,
    retention=timedelta(days=90),
    compacted=False,
    contains="What was sent to whom and when: kind and ids, never the text.",
)

ALL: tuple[Topic, ...] = (
    DIRECTORY,
    TALKS,
    GOALS,
    SURVEYS,
    INVITATIONS,
    COMPETENCE,
    NOTIFICATIONS,
)
