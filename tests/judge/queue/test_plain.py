import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.queue.plain import MAX_DEPTH, plain_json, plain_text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
    max_leaves=20,
)


def nested(depth):
    value = "bottom"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("text", ["", "plain", "line\nbreak\ttab", "emoji \U0001f600", "\x01\x1b[31m"])
def test_it_leaves_text_alone_that_can_be_stored(text):
    assert plain_text(text) == text


def test_it_replaces_what_cannot_be_stored_and_no_more():
    assert plain_text("\x00a\ud83d\udc00b\udfff") == "\ufffda\ufffd\ufffdb\ufffd"


def test_it_cuts_json_that_nests_without_end():
    assert json.dumps(plain_json(nested(100_000))).count("[") == MAX_DEPTH + 1
    assert plain_json(nested(MAX_DEPTH)) == nested(MAX_DEPTH)


def test_it_keeps_what_json_can_say():
    value = {"a": [1, 2.5, None, True, "x"], "b": {"c": []}}
    assert plain_json(value) == value


@given(JSON)
def test_it_always_gives_strict_json_that_can_be_encoded(value):
    text = json.dumps(plain_json(value), allow_nan=False, ensure_ascii=False)
    assert "\\u0000" not in text.replace("\\\\", "")
    text.encode()
