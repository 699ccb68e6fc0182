"""A refusal fits into the headers that clients take, however much is wrong; what is short stays whole."""

from __future__ import annotations

import base64
from urllib.parse import quote

from google.rpc import error_details_pb2
from hypothesis import given
from hypothesis import strategies as st

from sankua.core.errors import Problem, Refused
from services.common.edge import refusal

SOFT_LIMIT = 8192
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=2000)


def violations(status):
    bad = error_details_pb2.BadRequest()
    assert status.details[0].Unpack(bad)
    return [(v.field, v.description) for v in bad.field_violations]


@given(st.lists(st.builds(Problem, TEXTS, TEXTS), min_size=1, max_size=80))
def test_headers_of_any_refusal_stay_below_the_soft_limit(problems):
    status = refusal(Refused(*problems))
    size = len(quote(status.message)) + len(base64.b64encode(status.SerializeToString()))
    assert size < SOFT_LIMIT - 300
    assert violations(status)


def test_a_short_refusal_is_told_whole_and_a_long_one_says_how_much_is_missing():
    short = Refused(Problem("facts.zone", "是空的"), Problem("", "no"))
    assert refusal(short).message == str(short)
    assert violations(refusal(short)) == [("facts.zone", "是空的"), ("", "no")]
    many = refusal(Refused(*(Problem(f"facts.orgs[{i}]", "x" * 200) for i in range(100))))
    found = violations(many)
    assert found[0] == ("facts.orgs[0]", "x" * 200)
    assert found[-1] == ("", f"and {100 - len(found) + 1} more problems; mend these first")
