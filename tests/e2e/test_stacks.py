"""The same task in a stack of one's choice: each has a starter and a draft, and none is lost by switching."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from judge.catalogue.bundle import Bundle
from judge.storage.problems import ProblemRow, ProblemVersion, current_version, publish_version

pytestmark = pytest.mark.browser

SLUG = "in-two-stacks"
OTHER = "node-express"


@pytest.fixture(scope="module")
def in_two_stacks(site) -> Iterator[str]:
    """A problem as it is once a second stack is there; what runs it does not matter here."""
    with site.database() as session:
        known = current_version(session, "inventory-items")
        files = dict(Bundle.from_bytes(known.bundle).files)
        starter = {path: body for path, body in files.items() if path.startswith("starter/python-flask/")}
        files |= {path.replace("python-flask", OTHER): f"// {path}\n".encode() for path, body in starter.items()}
        second = known.manifest["stacks"][0] | {"name": OTHER, "title": "Node 20, Express 5", "language": "javascript"}
        publish_version(
            session,
            ProblemVersion(
                **known.model_dump(exclude={"id", "slug", "content_hash", "bundle", "problem", "manifest"}),
                slug=SLUG,
                content_hash="two stacks",
                problem=known.problem | {"stacks": ["python-flask", OTHER], "is_listed": False},
                manifest=known.manifest | {"stacks": [*known.manifest["stacks"], second]},
                bundle=Bundle(files).to_bytes(),
            ),
        )
        session.commit()
    yield SLUG
    with site.database() as session:
        session.get_one(ProblemRow, SLUG).current_version_id = None
        session.commit()


def text(page: Page) -> str:
    return page.locator(".cm-content").inner_text()


def type_at_the_top(page: Page, words: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type(words)
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_contain_text("Saved")


def test_it_keeps_the_draft_of_each_stack(visitor, in_two_stacks):
    page = visitor.open(f"/problems/{in_two_stacks}", "bob")
    expect(page.get_by_label("Stack")).to_have_value("python-flask")
    type_at_the_top(page, "# mine in Python ")
    page.get_by_label("Stack").select_option(OTHER)
    expect(page.locator(".cm-content")).to_contain_text("// starter/python-flask/")
    type_at_the_top(page, "// mine in Node ")
    page.get_by_label("Stack").select_option("python-flask")
    expect(page.locator(".cm-content")).to_contain_text("# mine in Python")
    page.reload()
    # The stack that was saved last is the one that opens.
    expect(page.get_by_label("Stack")).to_have_value(OTHER)
    expect(page.locator(".cm-content")).to_contain_text("// mine in Node")
    assert "# mine in Python" not in text(page)
    page.get_by_label("Stack").select_option("python-flask")
    expect(page.locator(".cm-content")).to_contain_text("# mine in Python")


def test_it_hands_in_what_is_written_in_the_chosen_stack(visitor, site, in_two_stacks):
    page = visitor.open(f"/problems/{in_two_stacks}", "mallory")
    page.get_by_label("Stack").select_option(OTHER)
    type_at_the_top(page, "// chosen ")
    with page.expect_response(lambda reply: reply.request.method == "POST") as answer:
        page.get_by_role("button", name="Submit").click()
    assert answer.value.status == 202
    sent = answer.value.request.post_data_json
    assert sent["stack"] == OTHER
    assert any(body.startswith("// chosen") for body in sent["files"].values())
