"""What can go wrong, as clients are told of it."""

from __future__ import annotations

STATUS_OF: dict[str, int] = {
    "not_an_image": 400,
    "bad_request": 400,
    "not_found": 404,
    "method_not_allowed": 405,
    "request_timeout": 408,
    "too_large": 413,
    "too_many_pixels": 413,
    "uri_too_long": 414,
    "unsupported_type": 415,
    "expectation_failed": 417,
    "bad_parameter": 422,
    "headers_too_large": 431,
    "internal": 500,
    "worker_lost": 500,
    "inference_failed": 500,
    "queue_full": 503,
    "starting": 503,
    "stopping": 503,
    "model_failed": 503,
    "timeout": 504,
}
"""HTTP status of every error code of the contract. Codes are stable, messages are for people."""


class ServerError(Exception):
    """A failure that the client is told of as ``{"error": {"code", "message"}}``."""

    def __init__(self, code: str, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_after = retry_after
        """Seconds after which trying again makes sense."""

    @property
    def status(self) -> int:
        return STATUS_OF[self.code]


class ModelError(Exception):
    """A model that cannot be used; the message is one sentence that says why and what to do."""
