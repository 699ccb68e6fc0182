"""处理意见书: what it must hold, what the file says, and that its digest does not depend on the moment."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from docx import Document

from sankua.core.errors import Refused
from sankua.library.data import data_folder
from services.dispatch import documents
from services.dispatch.domain.opinion import OpinionText, check_text
from services.dispatch.rulefiles import load_closure, load_confirmation

TEXT = OpinionText(
    claim="请求支付工资 <三个月>",
    facts="经查，项目拖欠工资 & 加班费属实。",
    opinion="责令施工单位七日内支付。",
    result="SUPPORTED",
    addressee="王小明",
    basis=("《保障农民工工资支付条例》第三十条", "《信访工作条例》第三十二条"),
)


def rendered():
    return documents.opinion(TEXT, case_id="141002-2023-000001", organ="尧都区人社局", day=date(2023, 6, 2))


def test_the_file_says_claim_facts_opinion_and_basis():
    document, digest = rendered()
    text = "\n".join(p.text for p in Document(io.BytesIO(document)).paragraphs)
    for part in (TEXT.claim, TEXT.facts, TEXT.opinion, "予以支持", "2. 《信访工作条例》第三十二条", "王小明"):
        assert part in text
    assert "2023年6月2日" in text
    assert "{" not in text
    assert digest == hashlib.sha256(document).hexdigest()


def test_the_same_text_gives_the_same_bytes():
    # A file of the format names the second at which it was written.
    with time_machine.travel(datetime(2023, 6, 2, 9, tzinfo=UTC), tick=False):
        first, digest = rendered()
    with time_machine.travel(datetime(2024, 7, 3, 10, tzinfo=UTC), tick=False):
        assert rendered() == (first, digest)


def test_a_text_without_its_parts_is_refused_with_all_of_them():
    with pytest.raises(Refused) as caught:
        check_text(OpinionText("", " ", "x", "", "", ()))
    assert [p.field for p in caught.value.problems] == ["claim", "facts", "result", "basis"]


def test_checklists_and_confirmation_are_read_and_mistakes_named(tmp_path):
    assert load_confirmation(data_folder()).default == {"ADVICE"}
    assert load_closure(data_folder(), date(2024, 1, 1)).version == "2022-1"
    with pytest.raises(Refused, match="2021-01-01"):
        load_closure(data_folder(), date(2021, 1, 1))
    place = tmp_path / "rules" / "confirmation"
    place.mkdir(parents=True)
    schema = data_folder() / "rules" / "confirmation" / "schema.json"
    (place / "schema.json").write_text(schema.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(Refused, match="no default"):
        load_confirmation(tmp_path)
    (place / "a.yaml").write_text("confirm: [MAYBE]\n", encoding="utf-8")
    with pytest.raises(Refused, match="MAYBE"):
        load_confirmation(tmp_path)
    (place / "a.yaml").write_text("confirm: [ADVICE]\n", encoding="utf-8")
    (place / "b.yaml").write_text("office: 141002-xfj\nconfirm: []\n", encoding="utf-8")
    assert load_confirmation(tmp_path).offices == {"141002-xfj": frozenset()}


def test_the_drawn_states_are_those_of_the_tables():
    tool = Path(__file__).parents[3] / "tools" / "gen_states_doc.py"
    assert subprocess.run([sys.executable, str(tool), "--check"], check=False).returncode == 0
