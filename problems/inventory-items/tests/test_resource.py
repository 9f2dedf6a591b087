"""Create, read and list."""

from urllib.parse import urlsplit

import pytest


@pytest.mark.sample
@pytest.mark.criterion("resource")
@pytest.mark.points(1)
def test_a_new_item_can_be_read_back(app, items):
    """A new item is answered with 201, its address and all its fields, and can be read there."""
    document = items.document()
    reply = app.post("/items", json=document)
    item = items.accepted(reply, 201)
    assert item == {"id": item["id"], **document}
    assert type(item["id"]) is int
    assert urlsplit(reply.headers.get("Location", "")).path == f"/items/{item['id']}"
    assert items.read(item) == item


@pytest.mark.criterion("resource")
@pytest.mark.points(1)
@pytest.mark.hint("Compare the order of your list with the statement, also after items were changed.")
def test_the_list_has_every_item_by_id(app, items):
    """The list has every item as it is now, in the stated order."""
    made = [items.create(name=name) for name in ("Clamp", "anvil", "Bolt")]
    renamed = items.accepted(items.patch(made[0], {"name": "Zip"}))
    body = items.accepted(app.get("/items"))
    assert list(body) == ["items"]
    ids = [item["id"] for item in body["items"]]
    mine = [item for item in body["items"] if item["sku"] in {item["sku"] for item in made}]
    assert [ids, mine] == [sorted(ids), [renamed, *made[1:]]]


@pytest.mark.criterion("resource")
@pytest.mark.points(2)
@pytest.mark.hint("Think of both requests that can set a SKU, and of the item that already has it.")
def test_a_sku_belongs_to_one_item(app, items):
    """A SKU that another item has is refused with 409, whichever request asks for it."""
    first, second = items.create(), items.create()
    items.refused(app.post("/items", json=items.document(sku=first["sku"])), 409, "sku_taken")
    items.refused(items.patch(second, {"sku": first["sku"]}), 409, "sku_taken")
    assert items.read(second) == second
    assert items.accepted(items.patch(first, {"sku": first["sku"], "quantity": 5})) == {**first, "quantity": 5}
    fresh = items.sku()
    items.accepted(items.patch(first, {"sku": fresh}))
    assert [items.read(first)["sku"], items.create(sku=first["sku"])["sku"]] == [fresh, first["sku"]]
