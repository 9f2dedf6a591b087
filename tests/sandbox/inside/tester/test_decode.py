"""A stranger's bytes as text and JSON."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.inside.tester import decode
from sandbox.inside.tester.errors import BadResponse
from tests.sandbox.damage import damaged, damages

MEGABYTE = 1_000_000

REFUSED = {
    "nothing": b"",
    "text": b"hello",
    "cut": b'{"a": ',
    "two_values": b"1 2",
    "comment": b"{} // x",
    "single_quotes": b"{'a': 1}",
    "trailing_comma": b"[1,]",
    "byte_order_mark": b"\xef\xbb\xbf{}",
    "utf_16": "{}".encode("utf-16"),
    "bad_utf_8": b'"\xff"',
    "overlong_utf_8": b'"\xc0\xaf"',
    "surrogate_bytes": b'"\xed\xa0\x80"',
    "control_character": b'"a\nb"',
    "not_a_number": b"NaN",
    "not_a_number_inside": b'{"a": [NaN]}',
    "infinity": b"[Infinity]",
    "minus_infinity": b"-Infinity",
    "float_too_large": b"1e400",
    "float_too_large_inside": b'{"a": -1e400}',
    "long_integer": b"9" * MEGABYTE,
    "long_integer_inside": b"[" + b"9" * 5000 + b"]",
    "deep_lists": b"[" * 200_000,
    "deep_closed_lists": b"[" * 200_000 + b"]" * 200_000,
    "deep_objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "just_too_deep": b"[" * 66 + b"]" * 66,
    "name_twice": b'{"a": 1, "a": 2}',
    "name_twice_inside": b'[{"b": {"a": 1, "\\u0061": 2}}]',
    "many_names_twice": b"{" + b",".join(b'"a%d":1' % (n % 100_000) for n in range(100_001)) + b"}",
    "lone_surrogate": b'"\\ud800"',
    "lone_surrogate_inside": b'{"a": ["\\uDFFF"]}',
    "lone_surrogate_as_a_name": b'{"\\ud800": 1}',
}


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in REFUSED.items()])
def test_it_refuses_what_is_not_plain_json(body):
    with pytest.raises(BadResponse) as caught:
        decode.json_value(body)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"null", None),
        (b' {"a": [1, -2.5, true, "\xc4\x8d"]}\n', {"a": [1, -2.5, True, "č"]}),
        (b'"\\ud83d\\ude00"', "😀"),
        (b'"\\\\ud800"', "\\ud800"),
        (b'{"__proto__": 1}', {"__proto__": 1}),
        (b"1e-400", 0.0),
        (b"9" * 400, int("9" * 400)),
        (b'"' + b"x" * MEGABYTE + b'"', "x" * MEGABYTE),
    ],
)
def test_it_reads_plain_json(body, value):
    assert decode.json_value(body) == value


def test_it_reads_wide_json_of_permitted_depth():
    value = [[n] for n in range(1000)]
    assert decode.json_value(json.dumps(value).encode()) == value
    deep = "[" * 65 + "]" * 65
    assert decode.json_value(deep.encode()) == json.loads(deep)


def test_it_says_where_json_goes_wrong():
    with pytest.raises(BadResponse, match=r"line 2 column 6 .* it starts with"):
        decode.json_value(b'{"a":\n[1, 2')
    with pytest.raises(BadResponse, match="it starts with '<html>"):
        decode.json_value(b"<html>")


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
        max_leaves=20,
    )
)
def test_it_reads_whatever_json_can_say(value):
    assert decode.json_value(json.dumps(value).encode()) == value


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=60) | st.text(alphabet='[]{}",:0123456789.eE+-\\untrfalsInityN ', max_size=60).map(str.encode)
)
def test_it_answers_any_bytes_with_a_value_or_a_refusal(body):
    try:
        value = decode.json_value(body)
    except BadResponse:
        return
    assert not isinstance(value, float) or math.isfinite(value)
    json.dumps(value, allow_nan=False, ensure_ascii=False).encode()


SCALARS = {
    **dict.fromkeys(
        ["0", "-2.5e3", "1e-999", "null", "true", '"č"', '"\\ud83d\\ude00"', '"\\\\ud800"', "9" * 400], True
    ),
    **dict.fromkeys(["NaN", "-Infinity", "1e999", "9" * 5000, '"\\ud800"', '"\\uDC00x"', '"\n"', "nul"], False),
}
NAMES = ['"a"', '"\\u0061"', '"b"', '""', '"__proto__"']


def listed(items):
    """A list, and whether it may be read."""
    return f"[{', '.join(text for text, _ in items)}]", all(is_fine for _, is_fine in items)


def named(members):
    """An object, and whether it may be read: no name may come twice."""
    names = [json.loads(name) for name, _ in members]
    text = ", ".join(f"{name}: {text}" for name, (text, _) in members)
    return f"{{{text}}}", all(is_fine for _, (_, is_fine) in members) and len(set(names)) == len(names)


def depth(value):
    """How many lists and objects stand in one another."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


texts = st.just(("", False)) | st.recursive(
    st.sampled_from([*SCALARS.items()]),
    lambda inner: (
        st.lists(inner, max_size=3).map(listed)
        | st.lists(st.tuples(st.sampled_from(NAMES), inner), max_size=3).map(named)
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(texts, st.sampled_from([0, 0, 1, 60, 61, 62, 63, 64, 65, 66]))
def test_it_reads_plain_json_and_refuses_all_other(text, around):
    source, is_fine = text
    if source == "":  # a list of nothing is empty; a text of nothing is none
        around = 0
    body = ("[" * around + source + "]" * around).encode()
    if is_fine and depth(json.loads(body)) <= decode.DEPTH + 1:
        assert decode.json_value(body) == json.loads(body)
    else:
        with pytest.raises(BadResponse) as caught:
            decode.json_value(body)
        assert len(str(caught.value)) < 500


JSON = json.dumps({"a": [1, -2.5e3, True, None, "č😀"], "b": {"c": {}, "d": [[], [{}]]}, "": 0}).encode()
TOKENS = [
    *(b"NaN", b"-Infinity", b"1e999", b"-", b"0", b".", b"E9", b"true", b"nul", b"\xef\xbb\xbf", b"[" * 100_000),
    *(b"[", b"]", b"{", b"}", b'"', b",", b":", b"\\", b'"a":1,', b'"\\u0061":1,', b"[" * 70, b"]" * 70, b"\0", b"\n"),
    *(b"\\ud800", b"\\udc00", b"\\uD83D", b"\\u00e9", b"\\u0000", b"\xff", b"\xed\xa0\x80"),
]


@settings(max_examples=300, deadline=None)
@given(damages(TOKENS, most=6))
def test_it_takes_damaged_json_for_other_json_or_refuses_it(changes):
    body = damaged(JSON, changes)
    try:
        value = decode.json_value(body)
    except BadResponse:
        return
    assert json.loads(body) == value
    assert json.loads(json.dumps(value, allow_nan=False, ensure_ascii=False).encode()) == value


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=40), st.text(max_size=30) | st.sampled_from(["text/html; charset=utf-16", 'a;charset="']))
def test_it_answers_any_bytes_in_any_charset_with_text_or_a_refusal(body, content_type):
    try:
        text = decode.text(body, content_type)
    except BadResponse:
        return
    assert text.encode("utf-8") == body or "charset" in content_type.lower()


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        (b"\xc4\x8d", "", "č"),
        (b"\xc4\x8d", "text/html", "č"),
        (b"\xc4\x8d", "text/html; charset=UTF-8", "č"),
        (b"\xc4\x8d", 'text/html; a=b; Charset="utf-8"', "č"),
        (b"\xe9", "text/plain; charset=ISO-8859-1", "é"),
        (b"ok", "text/plain; charset=us-ascii", "ok"),
    ],
)
def test_it_reads_text_in_its_charset(body, content_type, text):
    assert decode.text(body, content_type) == text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff", ""),
        (b"\xc4\x8d", "text/plain; charset=ascii"),
        (b"x", "text/plain; charset=utf-16"),
        (b"x", "text/plain; charset=punycode"),
        (b"x", "text/plain; charset=zlib"),
        (b"x", "text/plain; charset=" + "a" * 10_000),
    ],
)
def test_it_refuses_text_that_is_not_in_a_usual_charset(body, content_type):
    with pytest.raises(BadResponse) as caught:
        decode.text(body, content_type)
    assert len(str(caught.value)) < 200
