"""How fetching tells what it does."""

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[str, int, int], None]
"""Is told what is fetched, how many bytes are there, and how many there will be."""
