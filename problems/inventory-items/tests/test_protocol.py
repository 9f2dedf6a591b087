"""Errors that are not about fields."""

import json

import pytest

METHODS = {"/items": {"GET", "POST"}, "/items/{id}": {"GET", "PATCH"}}
REFUSED = (("DELETE", "/items"), ("PUT", "/items/{id}"), ("DELETE", "/items/{id}"), ("POST", "/items/{id}"))


@pytest.mark.sample
@pytest.mark.criterion("protocol")
@pytest.mark.points(1)
def test_an_unknown_item_is_not_found(app, items):
    """An id that no item has is answered with 404 in the envelope, when read and when changed."""
    item = items.create()
    nobody = {"id": item["id"] + items.rng.randint(1_000_000, 9_000_000)}
    items.refused(app.get(f"/items/{nobody['id']}"), 404, "not_found")
    items.refused(items.patch(nobody, {"quantity": 1}), 404, "not_found")


@pytest.mark.criterion("protocol")
@pytest.mark.points(1)
@pytest.mark.hint("An address is text from a stranger. Not all of it is a number, and numbers have no largest one.")
def test_any_other_address_is_not_found(app, items):
    """An address that names no item is answered with 404 in the envelope, whatever stands in it."""
    for name in ("0", "9" * 19, "1" + "0" * items.rng.randint(20, 40), items.word(6), "1.5", "7e1"):
        items.refused(app.get(f"/items/{name}"), 404, "not_found")
    items.refused(items.patch({"id": 2**63}, {"quantity": 1}), 404, "not_found")
    items.refused(app.get(f"/{items.word(8)}"), 404, "not_found")


@pytest.mark.criterion("protocol")
@pytest.mark.points(1)
@pytest.mark.hint("Your framework answers some requests before your code sees them.")
def test_other_methods_are_not_allowed(app, items):
    """A method that an address does not have is answered with 405, the envelope and Allow, and changes nothing."""
    item = items.create()
    for method, path in REFUSED:
        reply = app.request(method, path.format(id=item["id"]), json={})
        items.refused(reply, 405, "method_not_allowed")
        allowed = {name.strip() for name in reply.headers.get("Allow", "").split(",")}
        assert METHODS[path] <= allowed <= METHODS[path] | {"HEAD", "OPTIONS"}
    assert items.read(item) == item


@pytest.mark.criterion("protocol")
@pytest.mark.points(1)
@pytest.mark.hint("A document can be broken, or whole and yet no object; both requests with a body meet it.")
def test_a_malformed_body_is_a_bad_request(app, items):
    """A body that is not a JSON object is answered with 400 in the envelope, when creating and when changing."""
    item = items.create()
    whole = json.dumps(items.document())
    bodies = ("", "{", whole[:-1], whole.replace('"', "'"), "[]", f"[{whole}]", "null", "7", '"text"', "true")
    for body in (*(body.encode() for body in bodies), b'{"name": "\xff\xfe"}'):
        reply = app.post("/items", data=body, headers={"Content-Type": "application/json"})
        items.refused(reply, 400, "malformed_body")
        headers = {"Content-Type": "application/merge-patch+json"}
        items.refused(app.patch(f"/items/{item['id']}", data=body, headers=headers), 400, "malformed_body")
    assert items.read(item) == item


@pytest.mark.criterion("protocol")
@pytest.mark.points(1)
@pytest.mark.hint("A media type can carry parameters, and each endpoint has its own list of types.")
def test_the_media_type_decides(app, items):
    """Each endpoint takes its own media types, with or without parameters, and answers others with 415."""
    item = items.create()
    path, body = f"/items/{item['id']}", json.dumps({"quantity": 1}).encode()
    for media_type in ("text/plain", "application/x-www-form-urlencoded", "application/xml", "text/json"):
        headers = {"Content-Type": media_type}
        document = json.dumps(items.document()).encode()
        items.refused(app.post("/items", data=document, headers=headers), 415, "unsupported_media_type")
        items.refused(app.patch(path, data=body, headers=headers), 415, "unsupported_media_type")
    for media_type in ("application/json", "application/merge-patch+json", "Application/JSON; charset=utf-8"):
        items.accepted(app.patch(path, data=body, headers={"Content-Type": media_type}))
    document = json.dumps(items.document()).encode()
    items.accepted(app.post("/items", data=document, headers={"Content-Type": "application/json; charset=utf-8"}), 201)
