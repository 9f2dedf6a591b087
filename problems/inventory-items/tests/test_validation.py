"""The rules of the fields."""

import string

import pytest


@pytest.mark.sample
@pytest.mark.criterion("validation")
@pytest.mark.points(1)
def test_missing_fields_are_named(app, items):
    """An empty document is refused with every required field named."""
    fields = {"sku": "required", "name": "required", "unit_price_cents": "required"}
    items.refused(app.post("/items", json={}), 422, "validation_failed", fields)


@pytest.mark.criterion("validation")
@pytest.mark.points(2)
@pytest.mark.hint("Look at how your language compares its own types with the types of JSON.")
def test_types_are_strict(items):
    """A value of another JSON type is refused, even where it could be converted."""
    for field in ("unit_price_cents", "quantity"):
        for value in (True, False, "7", 7.0, 7.5, [7], {"value": 7}):
            items.invalid({field: "type"}, **{field: value})
    for field in ("sku", "name", "description"):
        for value in (items.rng.randint(100, 999), True, ["ABC"], {"text": "ABC"}):
            items.invalid({field: "type"}, **{field: value})
    for value in ("colour", 7, True, [], [["colour", "red"]]):
        items.invalid({"attributes": "type"}, attributes=value)
    item = items.create()
    items.refused(items.patch(item, {"quantity": True}), 422, "validation_failed", {"quantity": "type"})


@pytest.mark.criterion("validation")
@pytest.mark.points(2)
@pytest.mark.hint("Try the smallest and the largest allowed value of each field, and one step beyond.")
def test_limits_are_inclusive(items):
    """Lengths and numbers are accepted up to their limits and refused one step beyond."""
    lengths = (("sku", 3), ("sku", 20), ("name", 1), ("name", 80), ("description", 0), ("description", 500))
    fine = [(field, items.word(length, string.ascii_uppercase)) for field, length in lengths]
    fine += [("unit_price_cents", 0), ("unit_price_cents", 100_000_000), ("quantity", 0), ("quantity", 1_000_000)]
    for field, value in fine:
        assert items.create(**{field: value})[field] == value
    for field, length in (("sku", 2), ("sku", 21), ("name", 0), ("name", 81), ("description", 501)):
        items.invalid({field: "length"}, **{field: items.word(length, string.ascii_uppercase)})
    for field, largest in (("unit_price_cents", 100_000_000), ("quantity", 1_000_000)):
        for number in (-1, largest + 1, 10**25):
            items.invalid({field: "range"}, **{field: number})


@pytest.mark.criterion("validation")
@pytest.mark.points(1)
@pytest.mark.hint("Ask what one character is: a byte, a code unit or a code point.")
def test_text_is_counted_in_characters(items):
    """Text in any script is counted in characters and returned as it was sent."""
    alphabet = "éßΩжあ漢🧰🔩"
    for field, longest in (("name", 80), ("description", 500)):
        text = items.word(longest, alphabet)
        assert items.read(items.create(**{field: text}))[field] == text
        items.invalid({field: "length"}, **{field: text + items.word(1, alphabet)})
    composed = f"cafe\u0301 {items.word(4)} ﬁ Ⅳ"
    assert items.read(items.create(description=composed))["description"] == composed


@pytest.mark.criterion("validation")
@pytest.mark.points(2)
@pytest.mark.hint("Some tests of characters let more through than one expects: other scripts, or the end of a line.")
def test_a_sku_has_only_its_characters(items):
    """A SKU is refused for any character outside its list, wherever it stands."""
    allowed = f"{items.sku(items.rng.randint(1, 9))}-{items.sku(4)}-{items.sku(4)}"
    assert items.create(sku=allowed)["sku"] == allowed
    for stranger in ("a", "é", "Ä", "٣", "７", "Ａ", "_", ".", " ", "–", "/"):  # noqa: RUF001 - look-alikes are the point
        at = items.rng.randint(0, 6)
        items.invalid({"sku": "format"}, sku=items.sku(at) + stranger + items.sku(9 - at))
    for stranger in ("\n", " ", "é"):
        items.invalid({"sku": "format"}, sku=items.sku(8) + stranger)


@pytest.mark.criterion("validation")
@pytest.mark.points(2)
@pytest.mark.hint("A form wants to mark all its wrong fields at once, also those that it should not have sent.")
def test_all_wrong_fields_are_named_together(items):
    """One reply names every field that breaks a rule, unknown fields among them."""
    unknown = f"x_{items.word(6)}"
    document = {"sku": items.sku(2), "quantity": -3, "unit_price_cents": "12", unknown: None, "id": 7, "name": None}
    fields = {
        "sku": "length",
        "quantity": "range",
        "unit_price_cents": "type",
        "name": "required",
        unknown: "unknown",
        "id": "unknown",
    }
    items.invalid(fields, **document)
    item = items.create()
    patch = {"id": item["id"], unknown: 1, "description": 4}
    fields = {"id": "unknown", unknown: "unknown", "description": "type"}
    items.refused(items.patch(item, patch), 422, "validation_failed", fields)


@pytest.mark.criterion("validation")
@pytest.mark.points(2)
@pytest.mark.hint("Each entry has a name and a value, and both have rules.")
def test_attributes_are_checked_one_by_one(items):
    """Attributes are checked in number, names and values, and the wrong entry is named."""
    long_name = items.word(30, string.ascii_lowercase + string.digits + "_")
    fine = {long_name: items.word(100), "a": "1"} | {f"n_{number}": "v" for number in range(18)}
    assert items.create(attributes=fine)["attributes"] == fine
    items.invalid({"attributes": "length"}, attributes={**fine, "one_more": "v"})
    good = {"colour": "red"}
    bad_name = items.word(3) + items.rng.choice("-. ÉA") + items.word(3)
    for name, value, code in (
        (bad_name, "v", "format"),
        (items.word(31), "v", "length"),
        ("size", items.word(101), "length"),
        ("size", "", "length"),
        ("size", 42, "type"),
        ("size", {"eu": "42"}, "type"),
    ):
        items.invalid({f"attributes.{name}": code}, attributes={**good, name: value})
    items.invalid({"attributes.a": "type", "attributes.B": "format"}, attributes={**good, "a": False, "B": "v"})
    item = items.create()
    items.refused(
        items.patch(item, {"attributes": {"size": 42}}), 422, "validation_failed", {"attributes.size": "type"}
    )


@pytest.mark.criterion("validation")
@pytest.mark.points(1)
@pytest.mark.hint("What is counted and what is stored is the same text.")
def test_a_name_loses_the_white_space_at_its_ends(items):
    """A name is counted and stored without white space at its ends, when created and when changed."""
    inner = f"{items.word(4)}  {items.word(4)}"
    item = items.create(name=f"  {inner}\t\n")
    assert items.read(item)["name"] == inner
    assert items.accepted(items.patch(item, {"name": f" {inner}x  "}))["name"] == f"{inner}x"
    longest = items.word(80)
    assert items.create(name=f"   {longest}   ")["name"] == longest
    items.invalid({"name": "length"}, name="    ")
    items.refused(items.patch(item, {"name": "   "}), 422, "validation_failed", {"name": "length"})
    spaced = f" {items.word(5)} "
    assert items.create(description=spaced)["description"] == spaced
