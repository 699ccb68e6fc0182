"""The routing engine (定责): facts, rules and the organ directory in; one decision with its reasons out."""

from __future__ import annotations

from sankua.core.rules.decision import Decision, OrgShare, RuleTrace
from sankua.core.rules.engine import route
from sankua.core.rules.model import Rule, RuleSet
from sankua.core.rules.parse import parse_rules

__all__ = ["Decision", "OrgShare", "Rule", "RuleSet", "RuleTrace", "parse_rules", "route"]
