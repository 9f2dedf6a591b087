"""Looking back in the browser: the list with its filters, two compared, notes, and code put back into the editor."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from judge.domain.verdict import Verdict
from judge.storage.drafts import Draft
from judge.storage.engine import reading_scope, session_scope
from judge.storage.notes import SubmissionNote
from judge.storage.submissions import SubmissionKind
from tests.cast import ANSWER, NOW, SLUG, STACK, finish, hand_in, publish, seat, version

LATER = NOW + timedelta(hours=1)
ALL = {"test_lists": {}, "test_keeps_order": {}, "test_refuses": {}}
MINUS = "\N{MINUS SIGN}"
WRONG = {"outcome": "failed", "points": 0}


@pytest.fixture
def pair(database):
    failed = hand_in(database, files={"app.py": "one\n<two>\n", "models.py": "same\n"})
    passed = hand_in(database, files={"app.py": "one\n2\n", "models.py": "same\n"}, at=LATER)
    finish(database, failed, ALL | {"test_refuses": WRONG}, score=5)
    finish(database, passed, ALL, score=10, verdict=Verdict.PASSED)
    return failed, passed


def words(page):
    """What is read on the page, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.text))


# --- the list -----------------------------------------------------------------------------------------------------


def test_it_shows_the_submissions_that_were_chosen(visit, database, pair):
    run = hand_in(database, kind=SubmissionKind.RUN)
    browser = visit("alice")
    assert all(f'value="{one}"' in browser.get("/submissions").text for one in (*pair, run))
    chosen = browser.get(f"/submissions?problem={SLUG}&kind=submit&verdict=passed").text
    assert [one for one in (*pair, run) if f'value="{one}"' in chosen] == [pair[1]]
    for selected in (f'<option value="{SLUG}" selected>', '"submit" selected>', '"passed" selected>'):
        assert selected in chosen
    assert "None of your submissions fits" in browser.get("/submissions?verdict=crashed").text


def test_it_turns_the_pages_with_what_was_chosen(visit, database):
    made = [hand_in(database, at=NOW + timedelta(minutes=n)) for n in range(51)]
    browser = visit("alice")
    first = browser.get("/submissions?kind=submit")
    older = re.search(r'rel="next" href="([^"]*)"', first.text).group(1).replace("&amp;", "&")
    assert older == f"/submissions?kind=submit&before={made[1]}"
    second = browser.get(older)
    assert (f'value="{made[0]}"' in second.text, f'value="{made[1]}"' in second.text) == (True, False)
    assert '<a class="button" href="/submissions?kind=submit">Newest</a>' in second.text
    assert 'rel="next"' not in second.text
    assert visit("bob").get(older).status_code == 404


def test_it_draws_the_course_of_one_problem_with_the_same_as_a_table(visit, pair):
    page = visit("alice").get(f"/submissions?problem={SLUG}").text
    plot = re.search(r"<figure.*?</figure>", page, re.DOTALL).group(0)
    assert plot.count("<circle class=") == 4  # two submissions, two in the legend
    assert "From 5 of 10 to 10 of 10; the best has 10 of 10." in plot
    assert re.search(r'10<span class="soft">/10</span>', plot)
    assert "style=" not in plot
    assert "<figure" not in visit("alice").get("/submissions").text


def test_it_draws_the_course_beside_the_problem_too(visit, pair):
    page = visit("alice").get(f"/problems/{SLUG}").text
    assert "From 5 of 10 to 10 of 10" in page
    assert f'href="/submissions?problem={SLUG}"' in page


def test_it_lists_no_try(visit, database):
    attempt = hand_in(database, kind=SubmissionKind.TRY)
    browser = visit("alice")
    for path in ("/submissions", "/submissions?kind=try", f"/problems/{SLUG}"):
        assert attempt not in browser.get(path).text
    assert browser.get(f"/submissions/{attempt}").status_code == 404


def test_it_tells_no_sealed_result_in_list_plot_or_comparison(visit, database):
    with session_scope(database) as session:
        seat(session, policy="sealed")
    sealed = [hand_in(database, sitting_id="sitting", at=NOW + timedelta(minutes=n)) for n in (1, 2)]
    for submission_id in sealed:
        finish(database, submission_id, ALL | {"test_refuses": WRONG}, score=5)
    browser = visit("alice")
    paths = [
        "/submissions",
        f"/submissions?problem={SLUG}",
        f"/problems/{SLUG}",
        f"/submissions/{sealed[0]}",
        f"/submissions/compare?a={sealed[0]}&b={sealed[1]}",
    ]
    for path in paths:
        page = browser.get(path)
        assert page.status_code == 200
        assert "Received" in page.text
        main = page.text.split('<main id="content"')[1].replace('<option value="failed">Failed</option>', "")
        for told in ("Failed", "refuses text", "keeps order", "<strong>5</strong>", "5/10", "<figure"):
            assert told not in main, (path, told)
    assert "fits what you have chosen" in browser.get("/submissions?verdict=failed").text


# --- two compared -------------------------------------------------------------------------------------------------


def test_it_brings_the_two_that_were_picked_into_their_order(visit, pair):
    answer = visit("alice").get(f"/submissions/compare?pick={pair[1]}&pick={pair[0]}")
    assert answer.location == f"/submissions/compare?a={pair[0]}&b={pair[1]}"


def test_it_shows_both_results_and_what_changed(visit, pair):
    page = visit("alice").get(f"/submissions/compare?a={pair[0]}&b={pair[1]}")
    seen = words(page)
    assert "Before Failed 5 of 10 points" in seen
    assert "After Passed 10 of 10 points" in seen
    assert "Robustness 0 /5 5 /5 +5" in seen
    assert "refuses text hidden Failed Passed" in seen
    assert "2 checks ended the same." in seen
    assert f"app.py {MINUS}1 removed, +1 added, changed" in seen
    assert f"{MINUS} removed &lt;two&gt;" in seen
    assert "+ added 2" in seen
    assert "models.py the same" in seen
    assert "style=" not in page.text.split('<main id="content"')[1]


def test_it_shows_the_files_side_by_side(visit, pair):
    browser = visit("alice")
    path = f"/submissions/compare?a={pair[0]}&b={pair[1]}"
    assert f'href="{path}&amp;layout=split"' in browser.get(path).text.replace(path.replace("&", "&amp;"), path)
    page = browser.get(f"{path}&layout=split")
    assert f"2 {MINUS} removed &lt;two&gt; 2 + added 2" in words(page)
    assert f"/submissions/compare?a={pair[1]}&amp;b={pair[0]}&amp;layout=split" in page.text  # swapped


def test_it_says_when_the_code_is_the_same_or_too_long(visit, database, pair):
    again = hand_in(database, files={"app.py": "one\n2\n", "models.py": "same\n"}, at=LATER + timedelta(hours=1))
    browser = visit("alice")
    assert "The code is the same." in browser.get(f"/submissions/compare?a={pair[1]}&b={again}").text
    long = [
        hand_in(database, files=ANSWER | {"app.py": "\n".join(f"{side}{n}" for n in range(3000))}, at=LATER)
        for side in "ab"
    ]
    assert "3000 lines became 3000" in browser.get(f"/submissions/compare?a={long[0]}&b={long[1]}").text
    broken = hand_in(database, files={"app.py": "one\n2", "models.py": "same\n"}, at=LATER)
    assert "nothing but the break" in browser.get(f"/submissions/compare?a={pair[1]}&b={broken}").text


def test_it_marks_that_lines_lie_between_two_places(visit, database):
    lines = [str(n) for n in range(60)]
    changed = ["x" if n in (10, 50) else str(n) for n in range(60)]
    one, two = (hand_in(database, files=ANSWER | {"app.py": "\n".join(text)}) for text in (lines, changed))
    browser = visit("alice")
    for layout in ("", "&layout=split"):
        page = browser.get(f"/submissions/compare?a={one}&b={two}{layout}").text
        assert page.count("lines that are the same") == 1


def test_it_says_what_cannot_be_compared_and_goes_back_to_the_list(visit, database, pair):
    with session_scope(database) as session:
        publish(session, version("other"))
        session.commit()
    other = hand_in(database, slug="other")
    browser = visit("alice")
    for query, sentence in (
        ("", "Pick two submissions"),
        (f"?pick={pair[0]}", "Pick two submissions"),
        ("&".join([f"?pick={pair[0]}", f"pick={pair[1]}", f"pick={other}"]), "Pick two submissions"),
        (f"?a={pair[0]}&b={other}", "different problems"),
        (f"?a={pair[0]}&b={pair[0]}", "differs in nothing from itself"),
    ):
        assert browser.get(f"/submissions/compare{query}").location == "/submissions"
        assert sentence in browser.get("/submissions").text


def test_it_compares_nothing_of_a_stranger(visit, database, pair):
    theirs = hand_in(database, "bob")
    browser = visit("alice")
    for a, b in ((pair[0], theirs), (theirs, pair[0]), (theirs, theirs), (pair[0], "no-such-id")):
        assert browser.get(f"/submissions/compare?a={a}&b={b}").status_code == 404


def test_it_leads_from_a_submission_to_the_one_before(visit, pair):
    browser = visit("alice")
    link = f"/submissions/compare?a={pair[0]}&amp;b={pair[1]}"
    assert link in browser.get(f"/submissions/{pair[1]}").text
    assert "Compare with the one before" not in browser.get(f"/submissions/{pair[0]}").text


# --- notes --------------------------------------------------------------------------------------------------------


def test_it_keeps_a_note_and_shows_it_in_the_list(visit, pair):
    browser = visit("alice")
    kept = browser.post(f"/submissions/{pair[0]}/note", text="null <takes> it away")
    assert kept.location == f"/submissions/{pair[0]}"
    assert "null &lt;takes&gt; it away" in browser.get("/submissions").text
    assert "null &lt;takes&gt; it away</textarea>" in browser.get(f"/submissions/{pair[0]}").text
    assert "null &lt;takes&gt;" in browser.get(f"/submissions/compare?a={pair[0]}&b={pair[1]}").text


def test_it_keeps_a_notes_first_break(visit, database, pair):
    """A textarea drops the first line break of what it is given, so that the page adds one."""
    browser = visit("alice")
    browser.post(f"/submissions/{pair[0]}/note", text="one\r\n\r\ntwo")
    with reading_scope(database) as session:
        assert session.exec(select(SubmissionNote)).one().text == "one\n\ntwo"
    assert ">\none\n\ntwo</textarea>" in browser.get(f"/submissions/{pair[0]}").text


def test_it_deletes_a_note(visit, database, pair):
    browser = visit("alice")
    browser.post(f"/submissions/{pair[0]}/note", text="for now")
    browser.post(f"/submissions/{pair[0]}/note", text="for now", delete="1")
    assert "The note was deleted." in browser.get("/submissions").text
    with reading_scope(database) as session:
        assert session.exec(select(SubmissionNote)).all() == []


def test_it_gives_a_note_that_is_too_long_back_with_the_reason(visit, pair):
    refused = visit("alice").post(f"/submissions/{pair[0]}/note", text="x" * 2001)
    assert refused.status_code == 400
    assert "The note has 2001 characters; it may have 2000." in refused.text
    assert "x" * 2001 in refused.text


def test_it_shows_nobody_elses_note(visit, pair):
    visit("alice").post(f"/submissions/{pair[0]}/note", text="mine alone")
    for name, path in (("bob", "/submissions"), ("rita", f"/review/submissions/{pair[0]}"), ("rita", "/review")):
        assert "mine alone" not in visit(name).get(path).text
    assert visit("bob").post(f"/submissions/{pair[0]}/note", text="theirs").status_code == 404


# --- back into the editor -----------------------------------------------------------------------------------------


def test_it_puts_the_code_into_the_editor_and_opens_it(visit, database, pair):
    browser = visit("alice")
    answer = browser.post(f"/submissions/{pair[0]}/restore")
    assert answer.location == f"/problems/{SLUG}?stack={STACK}"
    assert "is in the editor" in browser.get(answer.location).text
    with reading_scope(database) as session:
        assert session.exec(select(Draft)).one().files == {"app.py": "one\n<two>\n", "models.py": "same\n"}


def test_it_opens_the_task_of_a_session_that_runs(visit, database):
    with session_scope(database) as session:
        seat(session, ends_at=datetime.now(UTC) + timedelta(hours=1))
    submission_id = hand_in(database, sitting_id="sitting")
    answer = visit("alice").post(f"/submissions/{submission_id}/restore")
    assert answer.location == f"/sittings/sitting/tasks/{SLUG}?stack={STACK}"


def test_it_restores_nothing_of_a_stranger(visit, database, pair):
    assert visit("bob").post(f"/submissions/{pair[0]}/restore").status_code == 404
    with reading_scope(database) as session:
        assert session.exec(select(Draft)).all() == []
