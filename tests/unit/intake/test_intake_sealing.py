"""Text and identity open only with the right key, at the right place, unchanged."""

from __future__ import annotations

import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.common.settings import BadSettings
from services.intake import sealing
from services.intake.sealing import MasterKey, SealBroken

KEY = bytes(range(32))
TEXT = {"title": "欠薪", "content": "工地拖欠工资", "petitioner": {"name": "李四"}}


@given(st.dictionaries(st.text(max_size=10), st.text(max_size=50), max_size=5))
def test_what_is_sealed_opens_again(value):
    assert sealing.unseal(KEY, sealing.seal(KEY, value, "vault/a"), "vault/a") == value


def test_ciphertext_shows_nothing_and_differs_each_time():
    one, two = (sealing.seal(KEY, TEXT, "vault/a") for _ in range(2))
    assert one != two
    assert "李四".encode() not in one


@pytest.mark.parametrize("place", ["vault/b", ""])
def test_it_opens_nowhere_else(place):
    sealed = sealing.seal(KEY, TEXT, "vault/a")
    with pytest.raises(SealBroken):
        sealing.unseal(KEY, sealed, place)


def test_a_changed_byte_breaks_it():
    sealed = bytearray(sealing.seal(KEY, TEXT, "vault/a"))
    sealed[-1] ^= 1
    with pytest.raises(SealBroken):
        sealing.unseal(KEY, bytes(sealed), "vault/a")


def test_a_data_key_is_wrapped_by_one_master_key():
    master, other = MasterKey(KEY), MasterKey(os.urandom(32))
    data_key = sealing.new_key()
    wrapped = master.wrap(data_key, "vault/a")
    assert master.unwrap(wrapped, "vault/a") == data_key
    assert master.id != other.id
    with pytest.raises(SealBroken):
        other.unwrap(wrapped, "vault/a")


def test_equal_texts_of_two_cases_do_not_show_as_equal():
    digests = {sealing.content_digest(sealing.new_key(), "题", "文") for _ in range(5)}
    assert len(digests) == 5
    assert sealing.content_digest(KEY, "题", "文") == sealing.content_digest(KEY, "题", "文")


def test_requests_are_compared_whatever_the_order_of_fields():
    master = MasterKey(KEY)
    assert master.request_digest({"a": 1, "b": 2}) == master.request_digest({"b": 2, "a": 1})
    assert master.request_digest({"a": 1}) != master.request_digest({"a": 2})


@pytest.mark.parametrize("written", [KEY, KEY.hex().encode(), base64.b64encode(KEY) + b"\n"])
def test_a_master_key_file_is_raw_hex_or_base64(tmp_path, written):
    file = tmp_path / "master.key"
    file.write_bytes(written)
    assert MasterKey.from_file(file).id == MasterKey(KEY).id


@pytest.mark.parametrize("written", [b"", b"short", b"\xff" * 31, b"x" * 64])
def test_a_bad_master_key_file_is_named(tmp_path, written):
    file = tmp_path / "master.key"
    file.write_bytes(written)
    with pytest.raises(BadSettings, match=r"SANKUA_MASTER_KEY_FILE.*master\.key"):
        MasterKey.from_file(file)
    with pytest.raises(BadSettings, match="SANKUA_MASTER_KEY_FILE"):
        MasterKey.from_file(None)
