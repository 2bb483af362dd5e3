"""What went wrong on the network → a sentence for people. Pure."""

from __future__ import annotations


def in_words(error: Exception) -> str:
    """Say what went wrong on the network in a sentence, without addresses of objects."""
    text = " ".join(str(cause) for cause in _causes(error))
    for sign, sentence in _SENTENCES:
        if sign in text:
            return sentence.format(error)
    return f"the connection failed: {type(error).__name__}."


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


_SENTENCES = (
    ("Name or service not known", "the host name is not known."),
    ("Temporary failure in name resolution", "the host name cannot be resolved just now."),
    ("Failed to resolve", "the host name is not known."),
    ("certificate has expired", "the server's certificate has expired."),
    ("CERTIFICATE_VERIFY_FAILED", "the server's certificate cannot be verified."),
    ("certificate", "the server's certificate cannot be verified."),
    ("SSL", "the secure connection (TLS) failed."),
    ("Connection refused", "the connection was refused."),
    ("Network is unreachable", "the network is unreachable."),
    ("No route to host", "there is no route to the host."),
    ("timed out", "the connection timed out."),
    ("Connection reset", "the connection was reset."),
    ("IncompleteRead", "the document broke off in the middle."),
    ("without response", "the server hung up without an answer."),
    ("the document's compression", "{}."),
    ("the document is compressed", "{}."),
)
