"""Why an action said no, in words for the asker."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType


class Refused(Exception):  # noqa: N818
    """An action changed nothing; `message` is a sentence to the asker, translated only when read.

    `details` are facts for the door that shows the refusal, never shown as they are.
    """

    def __init__(self, message: object, *, details: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details: Mapping[str, object] = MappingProxyType(dict(details or {}))

    def __str__(self) -> str:
        return str(self.message)


class Stale(Refused):
    """Somebody else changed it meanwhile."""


class Clashing(Refused):
    """The change would hold a room or a speaker twice; `clashes` says each one."""

    def __init__(
        self, message: object, *, clashes: Iterable[object], details: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(message, details=details)
        self.clashes = tuple(clashes)
