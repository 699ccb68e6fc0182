"""Checks a CEL expression against the facts' names and types before it is ever run.

CEL itself finds a wrong type only in the branch that happens to be evaluated; a rule must be right in all
of them. The part of CEL that rules use is parsed here: literals, lists, names, ! && || ?:, comparisons,
`in`, `size()`, `startsWith()`, `endsWith()`, `matches()`, `exists()` and `all()`.
"""

from __future__ import annotations

import re
from typing import Final

from sankua.core.facts import FACTS
from sankua.core.rules.view import DERIVED

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<int>\d+)|(?P<string>\"[^\"\\]*\"|'[^'\\]*')|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<op>&&|\|\||==|!=|<=|>=|[!<>?:()\[\],.+-]))"
)
_TEXT_METHODS: Final = frozenset({"startsWith", "endsWith", "matches", "contains"})


class _Wrong(Exception):
    """What is wrong with an expression."""


def check_expression(source: str) -> list[str]:
    """What is wrong with an expression, empty where it is a condition over known facts."""
    try:
        checker = _Checker(source)
        kind = checker.choice()
        if checker.peek():
            raise _Wrong(f"unexpected {checker.peek()!r}")
        if kind != "bool":
            raise _Wrong(f"is a {kind}, not true or false")
    except _Wrong as wrong:
        return [str(wrong)]
    return []


def _tokens(source: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = source.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _Wrong(f"cannot be read at {text[at : at + 12]!r}")
        found.append((match.lastgroup or "", match.group(match.lastgroup or 0)))
        at = match.end()
    return found


class _Checker:
    """A recursive-descent reader that computes the type of what it reads."""

    def __init__(self, source: str) -> None:
        self.tokens = _tokens(source)
        self.at = 0
        self.bound: dict[str, str] = {}

    def peek(self) -> str:
        """The next token's text, empty at the end."""
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, *texts: str) -> str:
        """Takes the next token if it is one of these, else gives empty text."""
        text = self.peek()
        if text in texts and self.tokens[self.at][0] in ("op", "name"):
            self.at += 1
            return text
        return ""

    def need(self, text: str) -> None:
        """Takes a token that must be there."""
        if not self.take(text):
            raise _Wrong(f"expected {text!r} before {self.peek() or 'the end'!r}")

    def choice(self) -> str:
        """`a ? b : c`"""
        kind = self.joined(0)
        if not self.take("?"):
            return kind
        self.want(kind, "bool", "?")
        one = self.choice()
        self.need(":")
        self.want(self.choice(), one, "both sides of :")
        return one

    def joined(self, level: int) -> str:
        """`a || b`, and below it `a && b`."""
        if level == 2:
            return self.compared()
        operator = ("||", "&&")[level]
        kind = self.joined(level + 1)
        while self.take(operator):
            self.want(kind, "bool", operator)
            self.want(self.joined(level + 1), "bool", operator)
        return kind

    def compared(self) -> str:
        """Comparisons; `in` wants a list. A literal beside a fact with fixed values must be one of them."""
        start = self.at
        kind = self.unary()
        operator = self.take("==", "!=", "<", "<=", ">", ">=", "in")
        if not operator:
            return kind
        right = self.unary()
        if operator == "in":
            if right not in ("list", f"list of {kind}"):
                raise _Wrong(f"'in' wants a list of {kind}, not {right}")
        elif kind != right:
            raise _Wrong(f"{operator} between {kind} and {right}")
        elif operator in ("<", "<=", ">", ">=") and kind != "int":
            raise _Wrong(f"{operator} wants numbers, not {kind}")
        self.check_values(self.tokens[start : self.at])
        return "bool"

    def check_values(self, tokens: list[tuple[str, str]]) -> None:
        """No comparison with a value that the fact can never have."""
        facts = [text for kind, text in tokens if kind == "name" and text in FACTS and FACTS[text].values]
        if len(facts) != 1 or "(" in [text for _, text in tokens]:
            return
        values = FACTS[facts[0]].values
        for kind, text in tokens:
            if kind == "string" and text[1:-1] and text[1:-1] not in values:
                raise _Wrong(f"{facts[0]} is never {text}; it is one of {', '.join(values)}")

    def unary(self) -> str:
        """`!a`"""
        if self.take("!"):
            self.want(self.unary(), "bool", "!")
            return "bool"
        kind = self.primary()
        while self.take("."):
            kind = self.method(kind)
        return kind

    def primary(self) -> str:
        """A literal, a list, a name, `size(x)` or something in brackets."""
        if self.at >= len(self.tokens):
            raise _Wrong("ends too early")
        group, text = self.tokens[self.at]
        self.at += 1
        if group in ("int", "string"):
            return group
        if text == "(":
            kind = self.choice()
            self.need(")")
            return kind
        if text == "[":
            return self.listed()
        if text in ("true", "false"):
            return "bool"
        if text == "size":
            self.need("(")
            self.want(self.choice(), "list", "size()", also="string")
            self.need(")")
            return "int"
        if group != "name":
            raise _Wrong(f"unexpected {text!r}")
        return self.named(text)

    def named(self, name: str) -> str:
        """The type of a fact, a derived value or a bound name."""
        if name in self.bound:
            return self.bound[name]
        if name in FACTS:
            return FACTS[name].cel
        if name in DERIVED:
            return DERIVED[name][0]
        raise _Wrong(f"{name!r} is not a fact")

    def listed(self) -> str:
        """A list literal; all its items are of one type."""
        kinds = set()
        while not self.take("]"):
            kinds.add(self.choice())
            if not self.take(","):
                self.need("]")
                break
        if len(kinds) > 1:
            raise _Wrong(f"a list of {' and '.join(sorted(kinds))}")
        return f"list of {kinds.pop()}" if kinds else "list"

    def method(self, kind: str) -> str:
        """`text.startsWith("x")`, `list.exists(x, …)`."""
        name = self.peek()
        self.at += 1
        self.need("(")
        if name in _TEXT_METHODS:
            self.want(kind, "string", name)
            self.want(self.choice(), "string", name)
        elif name in ("exists", "all"):
            self.want(kind, "list", name)
            self.each()
        else:
            raise _Wrong(f"{name!r} is not known")
        self.need(")")
        return "bool"

    def each(self) -> None:
        """`x, condition over x`: the lists of facts hold text."""
        variable = self.peek()
        self.at += 1
        self.need(",")
        self.bound[variable] = "string"
        self.want(self.choice(), "bool", "exists()")
        del self.bound[variable]

    def want(self, kind: str, wanted: str, where: str, also: str = "") -> None:
        """Refuses another type than the one wanted."""
        if kind not in (wanted, also) and not (wanted == "list" and kind.startswith("list")):
            raise _Wrong(f"{where} wants {wanted}, not {kind}")
