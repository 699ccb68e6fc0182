"""Text and identity open only with the right key, at the right place, unchanged."""

from __future__ import annotations

import base64
import os

import pytest
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from services.common.settings import BadSettings
from services.intake import sealing
from services.intake.ciphers import AES, SM
from services.intake.keyring import Index, Keyring, MasterKey, plain_code
from services.intake.sealing import SealBroken

KEY = bytes(range(32))
TEXT = {"title": "欠薪", "content": "工地拖欠工资", "petitioner": {"name": "李四"}}


BOTH = pytest.mark.parametrize("suite", [AES, SM], ids=lambda s: s.name)


@BOTH
@given(value=st.dictionaries(st.text(max_size=10), st.text(max_size=50), max_size=5))
def test_what_is_sealed_opens_again(suite, value):
    assert sealing.unseal(KEY, sealing.seal(KEY, value, "vault/a", suite), "vault/a") == value


@BOTH
@given(key=st.binary(min_size=32, max_size=32), purpose=st.binary(max_size=20))
def test_a_derived_key_is_that_of_the_librarys_hkdf(suite, key, purpose):
    theirs = HKDF(suite.hash, 32, salt=None, info=b"sankua/" + purpose).derive(key)
    assert suite.derived(key, purpose) == theirs


@BOTH
def test_ciphertext_shows_nothing_and_differs_each_time(suite):
    one, two = (sealing.seal(KEY, TEXT, "vault/a", suite) for _ in range(2))
    assert one != two
    assert "李四".encode() not in one


@BOTH
@pytest.mark.parametrize("place", ["vault/b", ""])
def test_it_opens_nowhere_else(place, suite):
    sealed = sealing.seal(KEY, TEXT, "vault/a", suite)
    with pytest.raises(SealBroken):
        sealing.unseal(KEY, sealed, place)


@BOTH
@given(at=st.integers(0, 10_000))
def test_a_changed_byte_breaks_it(suite, at):
    sealed = bytearray(sealing.seal(KEY, TEXT, "vault/a", suite))
    sealed[at % len(sealed)] ^= 1
    with pytest.raises(SealBroken):
        sealing.unseal(KEY, bytes(sealed), "vault/a")


@BOTH
def test_a_cut_ciphertext_breaks(suite):
    sealed = sealing.seal(KEY, TEXT, "vault/a", suite)
    for size in (12, 20, len(sealed) - 1):
        with pytest.raises((SealBroken, ValueError)):
            sealing.unseal(KEY, sealed[:size], "vault/a")


def test_sm3_is_the_hash_of_the_standard():
    from cryptography.hazmat.primitives import hashes

    digest = hashes.Hash(SM.hash)
    digest.update(b"abc")
    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_a_ring_opens_what_an_older_key_wrapped_and_names_one_it_has_not():
    old, new = MasterKey(KEY), MasterKey(os.urandom(32), SM)
    wrapped = old.wrap(b"k" * 32, "vault/a")
    assert Keyring(new, [old]).unwrap(wrapped, "vault/a", old.id) == b"k" * 32
    with pytest.raises(SealBroken, match=old.id):
        Keyring(new).unwrap(wrapped, "vault/a", old.id)


@given(st.lists(st.text(alphabet="0123456789-", min_size=1), min_size=2, max_size=20, unique=True))
def test_query_codes_are_of_one_case_and_read_as_people_type_them(cases):
    index = Index(KEY)
    codes = [index.query_code(c) for c in cases]
    assert len(set(codes)) == len(codes)
    typed = codes[0].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert plain_code(typed) == plain_code(codes[0])
    assert Index(bytes(32)).query_code(cases[0]) != codes[0]


def test_marks_of_equals_are_equal_and_kinds_do_not_mix():
    index = Index(KEY)
    assert index.mark("person", "x") == index.mark("person", "x") != index.mark("claim", "x")


def test_a_master_key_comes_from_a_command():
    command = f"python3 -c \"print('{KEY.hex()}')\""
    assert MasterKey.from_command(command).id == MasterKey(KEY).id
    for bad in ("python3 -c \"print('ab12')\"", "/no/such/program", 'python3 -c "raise SystemExit(3)"'):
        with pytest.raises(BadSettings, match="SANKUA_MASTER_KEY_COMMAND") as caught:
            MasterKey.from_command(bad)
        assert "ab12" not in str(caught.value)


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
    master = Index(KEY)
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
