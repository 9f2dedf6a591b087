"""JSON merge patches."""

import pytest


@pytest.mark.sample
@pytest.mark.criterion("partial-update")
@pytest.mark.points(1)
def test_a_patch_changes_what_it_names(items):
    """A patch changes the fields that it names, answers with the whole item, and {} changes nothing."""
    item = items.create()
    expected = {**item, "quantity": item["quantity"] + 1, "name": "Torque wrench"}
    reply = items.patch(item, {"quantity": expected["quantity"], "name": "Torque wrench"})
    assert items.accepted(reply) == expected
    assert items.read(item) == expected
    assert items.accepted(items.patch(item, {})) == expected


@pytest.mark.criterion("partial-update")
@pytest.mark.points(2)
@pytest.mark.hint("A field that is absent and a field that is null ask for different things.")
def test_null_takes_a_value_away(app, items):
    """Null takes a field back to its default, and is refused for a field that has none."""
    for field, default in (("description", None), ("quantity", 0), ("attributes", {})):
        item = items.create()
        assert items.accepted(items.patch(item, {field: None})) == {**item, field: default}
        assert items.read(item) == {**item, field: default}
        document = items.document(**{field: None})
        created = items.accepted(app.post("/items", json=document), 201)
        assert created == {"id": created["id"], **document, field: default}
    item = items.create()
    for field in ("sku", "name", "unit_price_cents"):
        patch = {"quantity": item["quantity"] + 1, field: None}
        items.refused(items.patch(item, patch), 422, "validation_failed", {field: "required"})
    assert items.read(item) == item


@pytest.mark.criterion("partial-update")
@pytest.mark.points(2)
@pytest.mark.hint("The rule for null and for absence holds inside attributes as well.")
def test_attributes_are_merged_entry_by_entry(app, items):
    """Attributes that a patch does not name stay, null takes one away, a new one is added."""
    kept, replaced, removed, added = (f"{prefix}_{items.word(4)}" for prefix in "abcd")
    item = items.create(attributes={kept: "1", replaced: "2", removed: "3"})
    expected = {kept: "1", replaced: "two", added: "4"}
    patch = {"attributes": {replaced: "two", removed: None, added: "4", "never_there": None}}
    assert items.accepted(items.patch(item, patch)) == {**item, "attributes": expected}
    assert items.read(item) == {**item, "attributes": expected}
    assert items.accepted(items.patch(item, {"attributes": {}}))["attributes"] == expected
    document = items.document(attributes={kept: "1", removed: None})
    assert items.accepted(app.post("/items", json=document), 201)["attributes"] == {kept: "1"}


@pytest.mark.criterion("partial-update")
@pytest.mark.points(3)
@pytest.mark.hint("Check the item that would result, then write it in one piece. A sum can break what its parts keep.")
def test_a_refused_patch_changes_nothing(items):
    """A patch whose result would break a rule, or take another item's SKU, leaves the whole item as it was."""
    item, other = items.create(attributes={f"old_{number}": "v" for number in range(12)}), items.create()
    fine = {"name": items.word(8), "quantity": 3, "attributes": {"old_1": None}, "description": None}
    wrong, out_of_range = {"unit_price_cents": -1}, (422, "validation_failed", {"unit_price_cents": "range"})
    more = {f"new_{number}": "v" for number in range(10)}
    for patch, answer in (
        (fine | wrong, out_of_range),
        (wrong | fine, out_of_range),
        ({**fine, "sku": other["sku"]}, (409, "sku_taken")),
        ({"attributes": more}, (422, "validation_failed", {"attributes": "length"})),
    ):
        items.refused(items.patch(item, patch), *answer)
        assert items.read(item) == item
    swap = more | {f"old_{number}": None for number in range(3)}
    assert len(items.accepted(items.patch(item, {"attributes": swap}))["attributes"]) == 19
