from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Channel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHANNEL_UNSPECIFIED: _ClassVar[Channel]
    CHANNEL_LETTER: _ClassVar[Channel]
    CHANNEL_VISIT: _ClassVar[Channel]
    CHANNEL_ONLINE: _ClassVar[Channel]
    CHANNEL_PHONE: _ClassVar[Channel]
    CHANNEL_LEADER_MAILBOX: _ClassVar[Channel]
    CHANNEL_RECEPTION: _ClassVar[Channel]
    CHANNEL_TRANSFERRED: _ClassVar[Channel]

class Purpose(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PURPOSE_UNSPECIFIED: _ClassVar[Purpose]
    PURPOSE_APPEAL: _ClassVar[Purpose]
    PURPOSE_SUGGESTION: _ClassVar[Purpose]
    PURPOSE_ACCUSATION: _ClassVar[Purpose]

class Branch(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BRANCH_UNSPECIFIED: _ClassVar[Branch]
    BRANCH_LITIGATION: _ClassVar[Branch]
    BRANCH_ARBITRATION: _ClassVar[Branch]
    BRANCH_PARTY_PROCEDURE: _ClassVar[Branch]
    BRANCH_ADMINISTRATIVE_PROCEDURE: _ClassVar[Branch]
    BRANCH_DUTY_PERFORMANCE: _ClassVar[Branch]
    BRANCH_PETITION_PROCEDURE: _ClassVar[Branch]

class Role(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ROLE_UNSPECIFIED: _ClassVar[Role]
    ROLE_LEAD: _ClassVar[Role]
    ROLE_CO_HANDLER: _ClassVar[Role]
    ROLE_SUPPORT: _ClassVar[Role]

class Mode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MODE_UNSPECIFIED: _ClassVar[Mode]
    MODE_FORWARD: _ClassVar[Mode]
    MODE_ASSIGN: _ClassVar[Mode]
    MODE_REPORT_UP: _ClassVar[Mode]
    MODE_REDIRECT: _ClassVar[Mode]

class Certainty(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CERTAINTY_UNSPECIFIED: _ClassVar[Certainty]
    CERTAINTY_LAW: _ClassVar[Certainty]
    CERTAINTY_PRACTICE: _ClassVar[Certainty]
    CERTAINTY_ADVICE: _ClassVar[Certainty]

class Situation(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SITUATION_UNSPECIFIED: _ClassVar[Situation]
    SITUATION_CROSS_REGION: _ClassVar[Situation]
    SITUATION_CROSS_DEPARTMENT: _ClassVar[Situation]
    SITUATION_CROSS_INDUSTRY: _ClassVar[Situation]
    SITUATION_PERSON_MATTER: _ClassVar[Situation]
    SITUATION_PERSON_HOUSEHOLD: _ClassVar[Situation]
    SITUATION_PERSON_MATTER_HOUSEHOLD: _ClassVar[Situation]

class Outcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OUTCOME_UNSPECIFIED: _ClassVar[Outcome]
    OUTCOME_ROUTE: _ClassVar[Outcome]
    OUTCOME_REDIRECT: _ClassVar[Outcome]
    OUTCOME_REFER_SUPERIOR: _ClassVar[Outcome]
    OUTCOME_REFER_JOINT_MEETING: _ClassVar[Outcome]
    OUTCOME_LINK_TO_RUNNING: _ClassVar[Outcome]
    OUTCOME_NOT_ACCEPTED_AGAIN: _ClassVar[Outcome]
    OUTCOME_NEEDS_FACTS: _ClassVar[Outcome]

class OpinionResult(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OPINION_RESULT_UNSPECIFIED: _ClassVar[OpinionResult]
    OPINION_RESULT_SUPPORTED: _ClassVar[OpinionResult]
    OPINION_RESULT_EXPLAINED: _ClassVar[OpinionResult]
    OPINION_RESULT_NOT_SUPPORTED: _ClassVar[OpinionResult]

class Light(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LIGHT_UNSPECIFIED: _ClassVar[Light]
    LIGHT_GREEN: _ClassVar[Light]
    LIGHT_YELLOW: _ClassVar[Light]
    LIGHT_RED: _ClassVar[Light]
CHANNEL_UNSPECIFIED: Channel
CHANNEL_LETTER: Channel
CHANNEL_VISIT: Channel
CHANNEL_ONLINE: Channel
CHANNEL_PHONE: Channel
CHANNEL_LEADER_MAILBOX: Channel
CHANNEL_RECEPTION: Channel
CHANNEL_TRANSFERRED: Channel
PURPOSE_UNSPECIFIED: Purpose
PURPOSE_APPEAL: Purpose
PURPOSE_SUGGESTION: Purpose
PURPOSE_ACCUSATION: Purpose
BRANCH_UNSPECIFIED: Branch
BRANCH_LITIGATION: Branch
BRANCH_ARBITRATION: Branch
BRANCH_PARTY_PROCEDURE: Branch
BRANCH_ADMINISTRATIVE_PROCEDURE: Branch
BRANCH_DUTY_PERFORMANCE: Branch
BRANCH_PETITION_PROCEDURE: Branch
ROLE_UNSPECIFIED: Role
ROLE_LEAD: Role
ROLE_CO_HANDLER: Role
ROLE_SUPPORT: Role
MODE_UNSPECIFIED: Mode
MODE_FORWARD: Mode
MODE_ASSIGN: Mode
MODE_REPORT_UP: Mode
MODE_REDIRECT: Mode
CERTAINTY_UNSPECIFIED: Certainty
CERTAINTY_LAW: Certainty
CERTAINTY_PRACTICE: Certainty
CERTAINTY_ADVICE: Certainty
SITUATION_UNSPECIFIED: Situation
SITUATION_CROSS_REGION: Situation
SITUATION_CROSS_DEPARTMENT: Situation
SITUATION_CROSS_INDUSTRY: Situation
SITUATION_PERSON_MATTER: Situation
SITUATION_PERSON_HOUSEHOLD: Situation
SITUATION_PERSON_MATTER_HOUSEHOLD: Situation
OUTCOME_UNSPECIFIED: Outcome
OUTCOME_ROUTE: Outcome
OUTCOME_REDIRECT: Outcome
OUTCOME_REFER_SUPERIOR: Outcome
OUTCOME_REFER_JOINT_MEETING: Outcome
OUTCOME_LINK_TO_RUNNING: Outcome
OUTCOME_NOT_ACCEPTED_AGAIN: Outcome
OUTCOME_NEEDS_FACTS: Outcome
OPINION_RESULT_UNSPECIFIED: OpinionResult
OPINION_RESULT_SUPPORTED: OpinionResult
OPINION_RESULT_EXPLAINED: OpinionResult
OPINION_RESULT_NOT_SUPPORTED: OpinionResult
LIGHT_UNSPECIFIED: Light
LIGHT_GREEN: Light
LIGHT_YELLOW: Light
LIGHT_RED: Light

class CaseFacts(_message.Message):
    __slots__ = ("place_of_matter", "places_of_matter", "residence", "household", "category", "sector", "purpose", "branch", "project_supervision", "project_trade", "government_funded", "funds_in_place", "work_place", "registered_place", "paying_place", "claim_basis", "zone", "zone_delegated", "vertical_line", "enterprise_level", "power_holders", "dissolved_org", "successor_org", "dissolved_enterprise", "successor_enterprise", "accused_orgs", "same_matter_case", "same_matter_state", "same_matter_purpose", "handler_interest", "joint_count", "urgent")
    PLACE_OF_MATTER_FIELD_NUMBER: _ClassVar[int]
    PLACES_OF_MATTER_FIELD_NUMBER: _ClassVar[int]
    RESIDENCE_FIELD_NUMBER: _ClassVar[int]
    HOUSEHOLD_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    SECTOR_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    BRANCH_FIELD_NUMBER: _ClassVar[int]
    PROJECT_SUPERVISION_FIELD_NUMBER: _ClassVar[int]
    PROJECT_TRADE_FIELD_NUMBER: _ClassVar[int]
    GOVERNMENT_FUNDED_FIELD_NUMBER: _ClassVar[int]
    FUNDS_IN_PLACE_FIELD_NUMBER: _ClassVar[int]
    WORK_PLACE_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_PLACE_FIELD_NUMBER: _ClassVar[int]
    PAYING_PLACE_FIELD_NUMBER: _ClassVar[int]
    CLAIM_BASIS_FIELD_NUMBER: _ClassVar[int]
    ZONE_FIELD_NUMBER: _ClassVar[int]
    ZONE_DELEGATED_FIELD_NUMBER: _ClassVar[int]
    VERTICAL_LINE_FIELD_NUMBER: _ClassVar[int]
    ENTERPRISE_LEVEL_FIELD_NUMBER: _ClassVar[int]
    POWER_HOLDERS_FIELD_NUMBER: _ClassVar[int]
    DISSOLVED_ORG_FIELD_NUMBER: _ClassVar[int]
    SUCCESSOR_ORG_FIELD_NUMBER: _ClassVar[int]
    DISSOLVED_ENTERPRISE_FIELD_NUMBER: _ClassVar[int]
    SUCCESSOR_ENTERPRISE_FIELD_NUMBER: _ClassVar[int]
    ACCUSED_ORGS_FIELD_NUMBER: _ClassVar[int]
    SAME_MATTER_CASE_FIELD_NUMBER: _ClassVar[int]
    SAME_MATTER_STATE_FIELD_NUMBER: _ClassVar[int]
    SAME_MATTER_PURPOSE_FIELD_NUMBER: _ClassVar[int]
    HANDLER_INTEREST_FIELD_NUMBER: _ClassVar[int]
    JOINT_COUNT_FIELD_NUMBER: _ClassVar[int]
    URGENT_FIELD_NUMBER: _ClassVar[int]
    place_of_matter: str
    places_of_matter: _containers.RepeatedScalarFieldContainer[str]
    residence: str
    household: str
    category: str
    sector: str
    purpose: Purpose
    branch: Branch
    project_supervision: str
    project_trade: str
    government_funded: bool
    funds_in_place: bool
    work_place: str
    registered_place: str
    paying_place: str
    claim_basis: str
    zone: str
    zone_delegated: bool
    vertical_line: str
    enterprise_level: str
    power_holders: _containers.RepeatedScalarFieldContainer[str]
    dissolved_org: str
    successor_org: str
    dissolved_enterprise: str
    successor_enterprise: str
    accused_orgs: _containers.RepeatedScalarFieldContainer[str]
    same_matter_case: str
    same_matter_state: str
    same_matter_purpose: Purpose
    handler_interest: _containers.RepeatedScalarFieldContainer[str]
    joint_count: int
    urgent: bool
    def __init__(self, place_of_matter: _Optional[str] = ..., places_of_matter: _Optional[_Iterable[str]] = ..., residence: _Optional[str] = ..., household: _Optional[str] = ..., category: _Optional[str] = ..., sector: _Optional[str] = ..., purpose: _Optional[_Union[Purpose, str]] = ..., branch: _Optional[_Union[Branch, str]] = ..., project_supervision: _Optional[str] = ..., project_trade: _Optional[str] = ..., government_funded: _Optional[bool] = ..., funds_in_place: _Optional[bool] = ..., work_place: _Optional[str] = ..., registered_place: _Optional[str] = ..., paying_place: _Optional[str] = ..., claim_basis: _Optional[str] = ..., zone: _Optional[str] = ..., zone_delegated: _Optional[bool] = ..., vertical_line: _Optional[str] = ..., enterprise_level: _Optional[str] = ..., power_holders: _Optional[_Iterable[str]] = ..., dissolved_org: _Optional[str] = ..., successor_org: _Optional[str] = ..., dissolved_enterprise: _Optional[str] = ..., successor_enterprise: _Optional[str] = ..., accused_orgs: _Optional[_Iterable[str]] = ..., same_matter_case: _Optional[str] = ..., same_matter_state: _Optional[str] = ..., same_matter_purpose: _Optional[_Union[Purpose, str]] = ..., handler_interest: _Optional[_Iterable[str]] = ..., joint_count: _Optional[int] = ..., urgent: _Optional[bool] = ...) -> None: ...

class OrgShare(_message.Message):
    __slots__ = ("org", "share")
    ORG_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    org: str
    share: str
    def __init__(self, org: _Optional[str] = ..., share: _Optional[str] = ...) -> None: ...

class RuleTrace(_message.Message):
    __slots__ = ("rule", "facts", "applied")
    class FactsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    RULE_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    APPLIED_FIELD_NUMBER: _ClassVar[int]
    rule: str
    facts: _containers.ScalarMap[str, str]
    applied: bool
    def __init__(self, rule: _Optional[str] = ..., facts: _Optional[_Mapping[str, str]] = ..., applied: _Optional[bool] = ...) -> None: ...

class RoutingDecision(_message.Message):
    __slots__ = ("decision_id", "rule_set", "rule_set_version", "as_of", "situations", "outcome", "lead", "co_handlers", "support", "excluded", "rule", "basis", "certainty", "resolver", "missing_facts", "trace")
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    RULE_SET_FIELD_NUMBER: _ClassVar[int]
    RULE_SET_VERSION_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    SITUATIONS_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    CO_HANDLERS_FIELD_NUMBER: _ClassVar[int]
    SUPPORT_FIELD_NUMBER: _ClassVar[int]
    EXCLUDED_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    CERTAINTY_FIELD_NUMBER: _ClassVar[int]
    RESOLVER_FIELD_NUMBER: _ClassVar[int]
    MISSING_FACTS_FIELD_NUMBER: _ClassVar[int]
    TRACE_FIELD_NUMBER: _ClassVar[int]
    decision_id: str
    rule_set: str
    rule_set_version: str
    as_of: str
    situations: _containers.RepeatedScalarFieldContainer[Situation]
    outcome: Outcome
    lead: str
    co_handlers: _containers.RepeatedCompositeFieldContainer[OrgShare]
    support: _containers.RepeatedCompositeFieldContainer[OrgShare]
    excluded: _containers.RepeatedCompositeFieldContainer[OrgShare]
    rule: str
    basis: _containers.RepeatedScalarFieldContainer[str]
    certainty: Certainty
    resolver: str
    missing_facts: _containers.RepeatedScalarFieldContainer[str]
    trace: _containers.RepeatedCompositeFieldContainer[RuleTrace]
    def __init__(self, decision_id: _Optional[str] = ..., rule_set: _Optional[str] = ..., rule_set_version: _Optional[str] = ..., as_of: _Optional[str] = ..., situations: _Optional[_Iterable[_Union[Situation, str]]] = ..., outcome: _Optional[_Union[Outcome, str]] = ..., lead: _Optional[str] = ..., co_handlers: _Optional[_Iterable[_Union[OrgShare, _Mapping]]] = ..., support: _Optional[_Iterable[_Union[OrgShare, _Mapping]]] = ..., excluded: _Optional[_Iterable[_Union[OrgShare, _Mapping]]] = ..., rule: _Optional[str] = ..., basis: _Optional[_Iterable[str]] = ..., certainty: _Optional[_Union[Certainty, str]] = ..., resolver: _Optional[str] = ..., missing_facts: _Optional[_Iterable[str]] = ..., trace: _Optional[_Iterable[_Union[RuleTrace, _Mapping]]] = ...) -> None: ...
