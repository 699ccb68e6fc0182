"""A routing decision in words, Chinese with English beside it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sankua.core.orgs import Directory
from sankua.core.rules import Decision, RuleSet

OUTCOMES: Final = {
    "ROUTE": "确定主办 / one lead is named",
    "REDIRECT": "导入其他程序 / led over to another procedure",
    "REFER_SUPERIOR": "报共同上级决定，暂由下列单位主办 / the common superior decides, lead is provisional",
    "REFER_JOINT_MEETING": "提请联席会议协调，暂由下列单位主办 / the joint meeting decides, provisional lead",
    "LINK_TO_RUNNING": "并入正在办理的事项 / linked to the case that is running",
    "NOT_ACCEPTED_AGAIN": "不再受理 / not accepted again",
    "NEEDS_FACTS": "需补充事实 / facts are missing",
}
SITUATIONS: Final = {
    "CROSS_REGION": "跨地区 / across regions",
    "CROSS_DEPARTMENT": "跨部门 / across departments",
    "CROSS_INDUSTRY": "跨行业 / across trades",
    "PERSON_MATTER": "人事分离 / person and matter apart",
    "PERSON_HOUSEHOLD": "人户分离 / residence and registration apart",
    "PERSON_MATTER_HOUSEHOLD": "人事户分离 / person, matter and registration apart",
}
CERTAINTIES: Final = {
    "LAW": "法律法规规定 / stated by law or regulation",
    "PRACTICE": "公开的工作实践 / an office's published practice",
    "ADVICE": "建议，须经人工确认 / advice, to be confirmed by a person",
}


def explain_decision(case_id: Any, decision: Decision, rules: RuleSet, orgs: Directory) -> str:
    """The whole decision with its reasons, one fact per line; organs by name and code."""
    day = date.fromisoformat(decision.as_of)
    titles = {rule.id: rule.title for rule in rules.on(day)}

    def named(org: str) -> str:
        return f"{orgs.name(org, day)} ({org})"

    lines = [
        f"事项 / case            {case_id if case_id is not None else '—'}",
        f"结论 / outcome         {OUTCOMES[decision.outcome]}",
        *(f"情形 / situation       {SITUATIONS[name]}" for name in decision.situations),
        f"主办 / lead            {named(decision.lead) if decision.lead else '—'}",
        *(f"协办 / co-handler      {named(c.org)}: {c.share}" for c in decision.co_handlers),
        *(f"疏导帮扶 / support     {named(org)}" for org in decision.support),
        *(f"排除 / excluded        {named(org)}" for org in decision.excluded),
        *(f"缺少事实 / missing     {name}" for name in decision.missing_facts),
        f"规则 / rule            {decision.rule} {titles[decision.rule]}",
        *(f"依据 / basis           {title}" for title in decision.basis),
        f"确定性 / certainty     {CERTAINTIES[decision.certainty]}",
        f"争议由谁决定 / resolver {named(decision.resolver) if decision.resolver else '—'}",
        f"规则集 / rule set      {decision.rule_set} v{decision.rule_set_version}, {decision.as_of}",
        "逐条判断 / every rule looked at:",
        *(_traced(t.rule, t.facts, t.applied) for t in decision.trace),
    ]
    return "\n".join(lines) + "\n"


def _traced(rule: str, facts: Any, applied: bool) -> str:
    """One rule of the trace: a tick where it applied, and the facts it read."""
    read = ", ".join(f"{name}={value or '—'}" for name, value in facts.items())
    return f"  {'✓' if applied else '·'} {rule:<5} {read}"
