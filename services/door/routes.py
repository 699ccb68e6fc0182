"""The JSON API: which path is which call of IntakeService. Paths and the document follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sankua.wire.gen.intake.v1 import intake_service_pb2 as pb

SERVICE: Final = pb.DESCRIPTOR.services_by_name["IntakeService"]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. What the path and the query give is not taken from the body."""

    verb: str
    path: str
    call: str
    title: str
    query: tuple[str, ...] = ()

    @property
    def in_path(self) -> tuple[str, ...]:
        """Fields of the request that stand in the path."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))

    @property
    def request(self) -> Any:
        """Descriptor of the request."""
        return SERVICE.methods_by_name[self.call].input_type

    @property
    def response(self) -> Any:
        """Descriptor of the answer."""
        return SERVICE.methods_by_name[self.call].output_type


BASE: Final = "/api/v1"
ROUTES: Final = (
    Route("post", "/cases", "RegisterCase", "登记 / register a matter"),
    Route("get", "/cases/{case_id}", "GetCase", "A case without text and identity"),
    Route("get", "/cases/{case_id}/track", "TrackCase", "公开进度 / public dates", ("query_code",)),
    Route("post", "/cases/{case_id}/facts", "AmendFacts", "补充事实 / give missing facts"),
    Route("post", "/cases/{case_id}/withdrawal", "WithdrawCase", "撤回 / withdraw"),
    Route("post", "/cases/{case_id}/reviews", "RequestReview", "申请复查、复核 / ask for a review"),
    Route("post", "/cases/{case_id}/evaluations", "EvaluateCase", "群众评价 / rate"),
    Route("post", "/suggestions", "SuggestClassification", "分类建议 / suggest a classification"),
)
