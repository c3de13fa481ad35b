"""The programs that the local system is made of: Kafka, Java and mongod.

They are fetched once, checked against `parts.lock` and kept in a cache that all checkouts share.
"""

from redthread_local.parts.fetch import Parts, fetch
from redthread_local.parts.progress import Progress

__all__ = ["Parts", "Progress", "fetch"]
