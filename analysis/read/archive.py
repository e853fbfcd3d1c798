"""Web archives (.mhtml): what a browser saves as one file."""

from __future__ import annotations

import email
from email.message import Message

from analysis.errors import ReadError


def open_archive(data: bytes) -> tuple[bytes, str | None, str | None]:
    """The root HTML part of an archive: its bytes, the charset it declares and its address.

    Raises ReadError where there is no HTML part. Follows RFC 2557.
    """
    try:
        message = email.message_from_bytes(data)
        parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
        wanted = message.get_param("start")
        root = next((part for part in parts if wanted and part.get("Content-ID") == wanted), None)
        root = root or (parts[0] if parts else None)
        if root is None:
            kinds = sorted({part.get_content_type() for part in message.walk()})
            raise ReadError(f"no text/html part in the archive (got {', '.join(kinds)}); save the page again")
        content = root.get_payload(decode=True)
        charset = root.get_content_charset()
        address = _address(root) or _address(message)
    except (LookupError, ValueError, RecursionError, AttributeError, TypeError) as error:
        raise ReadError(f"the archive is damaged ({type(error).__name__}); save the page again") from None
    return content if isinstance(content, bytes) else b"", charset, address


def _address(part: Message) -> str | None:
    for header in ("Content-Location", "Snapshot-Content-Location"):
        value = "".join(str(part.get(header, "")).split())
        if value.startswith(("http://", "https://")):
            return value
    return None
