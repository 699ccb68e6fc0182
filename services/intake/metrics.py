"""What intake tells whoever is on call."""

from __future__ import annotations

from typing import Final

from services.common.metrics import counter, gauge

REGISTRATIONS: Final = counter(
    "sankua_intake_registrations_total",
    "Registrations answered: created, repeated (same request again) or refused.",
    "Many refused: a client or a mapping sends what intake cannot take; the answers name the fields.",
    ("result",),
)
READS: Final = counter(
    "sankua_intake_private_reads_total",
    "Reads of text or of accused organs, each with an audit record.",
    "More than the work explains: read the audit collection, it names who and why.",
    ("method",),
)
NOTICES: Final = counter(
    "sankua_intake_notices_total",
    "Notices to petitioners, by channel and result; NONE: no way fitted, as with an anonymous matter.",
    "failed rising: the mail server or the folder of the channel; it is tried again for some hours.",
    ("channel", "result"),
)
UNCLEAR: Final = gauge(
    "sankua_intake_notices_unclear",
    "Notices of which nobody knows whether they went out: the process or the mail server stopped meanwhile.",
    "The office asks with ListUnclearNotices, finds out, and says so with SettleNotice; none is sent again.",
)
