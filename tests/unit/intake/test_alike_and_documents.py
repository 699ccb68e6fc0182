"""Likeness of matters, kinds of documents, steps of a visit, suggestions: the pure parts."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sankua.core.errors import Refused
from sankua.core.events import Event
from sankua.core.times import SHANGHAI
from sankua.library.orgs import load_directory
from services.common.settings import BadSettings
from services.intake.domain import alike, reception
from services.intake.domain.documents import check_document
from services.intake.domain.suggest import Baseline, Linear, suggestions
from services.intake.files import type_of
from services.intake.keyring import Index
from services.intake.suggesting import load_suggester, read_model

NOW = datetime(2026, 5, 4, 9, tzinfo=SHANGHAI)
LONG = (
    "我们小区楼下的烧烤店每天营业到凌晨两点,油烟和噪音严重影响居民休息,"
    "多次向城管反映没有结果,请求有关部门依法处理。"
)
NUMBER = Index(bytes(32))


def bands(text):
    return set(alike.bands(text, lambda pair: int(NUMBER.mark("pair", pair)[:16], 16)))


def like(one, two, same=False, facts=None):
    return alike.likeness(alike.matter("", one, facts or {}), alike.matter("", two, facts or {}), same)


def test_a_retold_matter_is_alike_and_shows_the_words_it_rests_on():
    retold = "小区楼下烧烤店天天营业到凌晨两点,油烟噪音严重影响居民休息,向城管反映多次没有结果,请求处理。"
    found = like(LONG, retold)
    assert found.score > 0.7
    assert any("烧烤店" in word for word in found.words)
    assert like(LONG, "出租车拒载,不打表,请交通局管一管。").score < alike.LEAST


def test_person_and_facts_raise_a_score_and_are_named():
    facts = {"place_of_matter": "141002", "sector": "environment"}
    plain, raised = like(LONG, LONG[:30]), like(LONG, LONG[:30], same=True, facts=facts)
    assert raised.score > plain.score
    assert raised.facts == ("place_of_matter", "sector")


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_the_same_both_ways_and_whole_for_equals(one, two):
    a, b = like(one, two), like(two, one)
    assert a.score == pytest.approx(b.score, abs=0.002)
    assert 0 <= a.score <= 1
    assert not one.strip() or len(alike.matter("", one, {}).text) < 2 or like(one, one).score == 1.0


@given(st.text(alphabet=LONG, min_size=40, max_size=120), st.integers(0, 30))
def test_a_text_with_a_piece_cut_out_shares_a_band(text, at):
    assert bands(text) == bands(text)
    assert bands(text) & bands(text[:at] + text[at + 1 :])


def test_bands_say_nothing_without_the_key():
    other = Index(b"k" * 32)
    assert not bands(LONG) & set(alike.bands(LONG, lambda p: int(other.mark("pair", p)[:16], 16)))
    assert alike.bands("", hash) == alike.bands("一", hash) == []


def test_a_band_is_a_number_that_the_store_takes_and_every_row_has_its_own():
    numbers = alike.bands(LONG, lambda pair: 7)  # one pair for all: only the rows differ
    assert len(set(numbers)) == len(numbers) == alike.ROWS // alike.BAND
    assert all(-(2**63) <= n < 2**63 for n in bands(LONG))


def office_file(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(20)
JFIF = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x00\x00\x64\x00\x64\x00\x00\xff\xdb\x00\x43\x00" + bytes(64)
EXIF = b"\xff\xd8\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08" + bytes(32)


BEGINNINGS = [
    "MZ路口的红绿灯坏了。",
    "0123456789",
    "AC1001小区的电梯坏了。",
    "PK赛后",
    "ID3号楼停水",
    "ftypGIF89a",
]
"""Texts that begin as files of other kinds do."""


def boxes(major, *compatible):
    """The beginning of an ISO base media file: its `ftyp` box and what follows."""
    brands = major + b"\x00\x00\x02\x00" + b"".join(compatible)
    return (8 + len(brands)).to_bytes(4, "big") + b"ftyp" + brands + b"\x00\x00\x00\x08free" + bytes(16)


def frames(head, length, number=3):
    """Frames of MPEG audio: each as long as its header says."""
    return (bytes.fromhex(head) + bytes(length - 4)) * number


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("合同.pdf", b"%PDF-1.7\n1 0 obj\n"),
        ("a.PNG", PNG),
        ("a.docx", office_file("[Content_Types].xml", "word/document.xml")),
        ("a.xlsx", office_file("xl/workbook.xml")),
        ("说明.txt", "情况说明,共三页。".encode("gb18030")),
        ("照片.jpg", JFIF),
        ("照片.JPEG", EXIF),
        ("照片.heic", boxes(b"heic", b"mif1", b"heic")),
        ("照片.heic", boxes(b"mif1", b"mif1", b"heic")),
        ("录音.m4a", boxes(b"M4A ", b"M4A ", b"mp42", b"isom")),
        ("录像.mp4", boxes(b"isom", b"isom", b"iso2", b"avc1", b"mp41")),
        ("录像.mp4", boxes(b"mp41", b"mp41")),
        ("录像.mp4", boxes(b"mp42", b"isom", b"mp42")),
        ("录像.mp4", boxes(b"avc1", b"avc1", b"isom")),
        ("录像.mp4", boxes(b"iso5", b"iso5", b"dash")),
        ("录像.mp4", boxes(b"iso6", b"iso6")),
        ("录像.mp4", boxes(b"XAVC", b"XAVC", b"mp42")),
        ("录音.mp3", b"ID3\x04\x00\x00\x00\x00\x00\x0aTIT2" + bytes(30)),
        ("录音.mp3", frames("fffb9064", 417)),  # MPEG-1, 128 kbit/s, 44.1 kHz
        ("录音.mp3", frames("fff34464", 96)),  # MPEG-2, 32 kbit/s, 24 kHz
        ("录音.mp3", frames("ffe31864", 72)),  # MPEG-2.5, 8 kbit/s, 8 kHz
        ("说明.txt", "情况说明,共三页。\r\n".encode("utf-16")),
        ("说明.txt", b"\xfe\xff" + "情况说明".encode("utf-16-be")),
        ("说明.txt", "\ufeff情况说明".encode()),
        *((f"{n}.txt", text.encode()) for n, text in enumerate(BEGINNINGS)),
        *((f"{n}.txt", text.encode("gb18030")) for n, text in enumerate(BEGINNINGS)),
    ],
)
def test_documents_of_the_kinds_that_are_taken(name, content):
    assert check_document(name, len(content), type_of(content))


@pytest.mark.parametrize(
    ("name", "content", "field"),
    [
        ("a.pdf", b"MZ\x90\x00" + bytes(60), "content"),
        ("a.txt", b"#!/bin/sh\nrm -rf /\n", "content"),
        ("a.pdf", PNG, "content"),
        ("a.docx", office_file("word/document.xml", "word/vbaProject.bin"), "content"),
        ("a.docx", office_file("evil.exe", "word/document.xml"), "content"),
        ("a.docx", b"PK\x03\x04broken", "content"),
        ("a.exe", b"MZ", "name"),
        ("a.txt", b"MZ\x90\x00\x03" + bytes(60), "content"),
        ("a.txt", b"\x7fELF\x02\x01\x01" + bytes(60), "content"),
        ("a.txt", "MZ路口".encode("utf-16-le"), "content"),
        ("a.txt", b"<!DOCTYPE html><script>x()</script>", "content"),
        ("a.txt", b"\xef\xbb\xbf <HTML>", "content"),
        ("a.txt", b"{\\rtf1 x}", "content"),
        ("a.jpg", PNG, "content"),
        ("a.png", JFIF, "content"),
        ("a.jpg", b"GIF89a" + bytes(20), "content"),
        ("a.jpg", b"MZ" + JFIF, "content"),
        ("a.heic", boxes(b"avif", b"avif", b"mif1"), "content"),
        ("a.heic", boxes(b"mif1", b"mif1", b"avif"), "content"),
        ("a.heic", boxes(b"isom", b"isom"), "content"),
        ("a.mp4", boxes(b"heic", b"mif1"), "content"),
        ("a.mp4", boxes(b"qt  ", b"qt  "), "content"),
        ("a.mp4", boxes(b"\0\0\0\0"), "content"),
        ("a.mp3", frames("fffb9064", 416), "content"),  # no frame where the first one ends
        ("a.mp3", frames("fffd9064", 417), "content"),  # layer II
        ("a.mp3", b"\xff\xfb\xf0\x64" + bytes(600), "content"),
        ("a.mp3", boxes(b"M4A "), "content"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + bytes(60), "name"),
        ("a.pdf", b"", "content"),
        ("../a.pdf", b"%PDF-1.7", "name"),
        ("", b"%PDF-1.7", "name"),
    ],
)
def test_documents_that_are_refused(name, content, field):
    with pytest.raises(Refused) as caught:
        check_document(name, len(content), type_of(content))
    assert {p.field for p in caught.value.problems} == {field}


def test_a_document_has_a_greatest_size():
    with pytest.raises(Refused, match="at most"):
        check_document("a.pdf", 16 * 1024 * 1024, "application/pdf")


@given(st.binary(max_size=200))
def test_no_content_breaks_the_look_at_its_type(content):
    for begins in (b"", b"\xff\xfb", b"ID3\x03", b"\0\0\0\x20ftyp", b"\xff\xfe"):
        assert isinstance(type_of(begins + content), str)
    assert isinstance(type_of(b"PK\x03\x04" + content), str)


def visit(number, first=False):
    return reception.Visit(f"o/2026-05-04/{number}", "141002-xfj", number, 1, first, {"NUMBERED": NOW})


def test_a_visit_goes_its_way_and_no_other():
    one = visit(1)
    with pytest.raises(Refused, match="guide the visitor first"):
        reception.received(one, "", "3", NOW)
    with pytest.raises(Refused, match="LITIGATION"):
        reception.guided(one, "HOME", NOW)
    guided = reception.guided(one, "PETITION", NOW + timedelta(minutes=5))
    assert reception.guided(guided, "PETITION", NOW + timedelta(hours=1)) is guided
    done = reception.received(guided, "c", "3", NOW + timedelta(minutes=20))
    assert reception.received(done, "c", "3", NOW + timedelta(hours=2)) is done
    with pytest.raises(Refused, match="led to c"):
        reception.received(done, "d", "3", NOW)
    with pytest.raises(Refused, match="received already"):
        reception.guided(done, "LITIGATION", NOW)
    events = [Event(n, "c", i, "dispatch", NOW + timedelta(days=i), NOW) for i, n in enumerate(
        ("HandoffOffered", "HearingHeld", "CaseConcluded"), 1)]  # fmt: skip
    assert [s for s, _ in reception.moments(done, events)] == [
        "NUMBERED", "GUIDED", "RECEIVED", "FORWARDED", "HEARD", "ARCHIVED",
    ]  # fmt: skip


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["", "PETITION", "LITIGATION"])), max_size=12))
def test_the_queue_is_fair(people):
    visits = []
    for number, (first, procedure) in enumerate(people, 1):
        made = visit(number, first)
        visits.append(reception.guided(made, procedure, NOW) if procedure else made)
    order = reception.queue(visits)
    assert [v.number for v in order if v.first] == sorted(v.number for v in order if v.first)
    assert [v.number for v in order if not v.first] == sorted(v.number for v in order if not v.first)
    assert [v.first for v in order] == sorted((v.first for v in order), reverse=True)
    assert len(order) == sum(1 for _, procedure in people if procedure != "LITIGATION")


SUGGEST = load_suggester(None, load_directory())


def suggested(text):
    found = {}
    for s in SUGGEST.of({"content": text}).suggestions:
        found.setdefault(s.field, s)
    return found


def test_the_baseline_says_what_it_is_and_what_it_rests_on():
    assert SUGGEST.of({"content": LONG}).model == "rules:baseline-2026 2026-3"
    found = suggested("尧都区的化工厂夜里排放废气,污染严重,气味刺鼻。")
    assert (found["category"].value, found["sector"].value) == ("环境保护", "environment")
    assert set(found["category"].reasons) >= {"污染", "排放", "废气"}
    assert found["place_of_matter"].value == "141002"
    assert "purpose" not in found


def test_what_leaves_the_ordinary_track_has_to_be_confirmed():
    accusation = suggested("实名举报村支书贪污征地款。")
    assert (accusation["purpose"].value, accusation["purpose"].must_confirm) == ("ACCUSATION", True)
    assert "branch" not in accusation
    court = suggested("不服法院一审判决,拖欠工资。")
    assert (court["branch"].value, court["branch"].must_confirm) == ("LITIGATION", True)


def test_a_text_is_needed():
    with pytest.raises(Refused, match="needs a title or a text"):
        SUGGEST.of({"title": " "})


@given(st.text(max_size=80))
def test_scores_are_shares_whatever_the_text(text):
    model = Linear("m", ["a", "b"], [0.1, -0.2], {"工资": 1.5}, {"工资": [2.0, -1.0]}, (2, 3))
    for classifier in (SUGGEST.model, Baseline("b", {"x": ["工"]}), model):
        for s in suggestions("", text, classifier, SUGGEST.rules):
            assert 0 <= s.score <= 1


def test_a_file_that_is_no_model_is_named(tmp_path):
    file = tmp_path / "model.json.gz"
    file.write_bytes(b"nothing")
    with pytest.raises(BadSettings, match=r"SANKUA_CLASSIFIER.*model\.json\.gz"):
        read_model(file)
