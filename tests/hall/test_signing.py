"""Signed requests: the RFC's own example, and what is refused."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey, VerifyKey

from hall.signing import WINDOW_S, Message, SignatureRefused, base, claimed, content_digest, sign

NOW = 1_795_000_000
KEY = SigningKey(b"k" * 32)


def signed() -> Message:
    """A request as a kiosk signs it."""
    bare = Message("POST", "/envelopes", "a=1", {"content-digest": content_digest(b"an envelope")})
    return replace(bare, headers={**bare.headers, **sign(bare, "FS07", KEY, NOW)})


def test_the_signature_base_is_the_rfcs() -> None:
    # RFC 9421, B.2.6 with its test-key-ed25519
    message = Message("POST", "/foo", "param=Value&Pet=dog", {
        "host": "example.com", "date": "Tue, 20 Apr 2021 02:07:55 GMT", "content-type": "application/json",
        "content-length": "18"})
    params = ('("date" "@method" "@path" "@authority" "content-type" "content-length")'
              ';created=1618884473;keyid="test-key-ed25519"')
    covered = ("date", "@method", "@path", "@authority", "content-type", "content-length")
    public = VerifyKey(base64.b64decode("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="))
    signature = base64.b64decode(
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==")
    assert public.verify(base(message, covered, params), signature)


def test_a_signed_request_is_its_kiosks() -> None:
    claim = claimed(signed())
    claim.check(KEY.verify_key, NOW + WINDOW_S)
    assert claim.kiosk == "FS07"


@pytest.mark.parametrize("changed", [
    replace(signed(), method="PUT"),
    replace(signed(), path="/kiosks"),
    replace(signed(), query=""),
    replace(signed(), headers={**signed().headers, "content-digest": content_digest(b"another")}),
])
def test_what_was_changed_on_the_way_is_refused(changed: Message) -> None:
    with pytest.raises(SignatureRefused, match="not this kiosk's"):
        claimed(changed).check(KEY.verify_key, NOW)


def test_another_kiosks_key_and_another_time_are_refused() -> None:
    with pytest.raises(SignatureRefused, match="not this kiosk's"):
        claimed(signed()).check(SigningKey.generate().verify_key, NOW)
    for now in (NOW - WINDOW_S - 1, NOW + WINDOW_S + 1):
        with pytest.raises(SignatureRefused, match="set the clock"):
            claimed(signed()).check(KEY.verify_key, now)


@given(st.text(), st.text())
def test_rubbish_is_refused(signature_input: str, signature: str) -> None:
    with pytest.raises(SignatureRefused):
        claimed(replace(signed(), headers={"signature-input": signature_input, "signature": signature}))
