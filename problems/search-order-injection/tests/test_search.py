"""What the search promises to its callers."""

import pytest


def refusal(parameter):
    """Status and data that a parameter outside the contract is answered with."""
    return [400, {"error": "invalid_parameter", "parameter": parameter}]


@pytest.mark.sample
@pytest.mark.criterion("kept")
@pytest.mark.points(1)
@pytest.mark.hint("Without parameters: by name, ascending, the first twenty.")
def test_search_and_defaults(stock):
    """A term is found in name and SKU, whatever its case; without parameters the first 20 products come by name."""
    stock.add(stock.names(30))
    word = stock.rng.choice(stock.products)["name"].split()[1]
    terms = (word.upper(), word.lower(), stock.products[0]["sku"].lower(), "P-0", "no such product")
    for wanted in ({}, *({"q": q} for q in terms)):
        assert stock.reply(**wanted) == stock.expected(**wanted)


@pytest.mark.sample
@pytest.mark.criterion("kept")
@pytest.mark.points(1)
@pytest.mark.hint("Four sorts, two directions.")
def test_documented_sorts(stock):
    """Each documented sort works in both directions."""
    stock.add(stock.names(12))
    for sort in ("name", "price_cents", "stock", "added_on"):
        assert stock.reply(sort=sort) == stock.expected(sort=sort)
        for direction in ("asc", "desc"):
            wanted = {"sort": sort, "direction": direction}
            assert stock.reply(**wanted) == stock.expected(**wanted)


@pytest.mark.sample
@pytest.mark.criterion("contract")
@pytest.mark.points(1)
@pytest.mark.hint("The statement says what a refusal looks like.")
def test_unknown_sort(stock):
    """An unknown sort is refused with 400 and the parameter's name."""
    stock.add(stock.names(3))
    assert stock.reply(sort="colour") == refusal("sort")


@pytest.mark.sample
@pytest.mark.criterion("kept")
@pytest.mark.points(1)
@pytest.mark.hint("This part of the service was right; leave it so.")
def test_partner_key(attacker, app):
    """A partner's key opens the partner's own data, and nothing else does."""
    found = app.get("/partners/me", headers={"X-Partner-Key": attacker.key})
    assert [found.status, found.json()] == [200, {"id": attacker.id, "name": "Harbour Supplies"}]
    for key in (attacker.key[:-1], "' OR '1'='1"):
        refused = app.get("/partners/me", headers={"X-Partner-Key": key})
        assert [refused.status, refused.json()] == [401, {"error": "unauthorized"}]


@pytest.mark.criterion("contract")
@pytest.mark.points(1)
@pytest.mark.hint("The words of the contract, letter by letter, and no others. An empty value is a value.")
def test_words_of_the_contract(stock):
    """Sort and direction are accepted exactly as documented; all else is refused."""
    stock.add(stock.names(3))
    misspelt = ("Name", "name ", "name\n", "name asc", "name,id", '"name"', "products.name", "%6eame")
    for sort in (*misspelt, "id", "sku", "1", ""):
        assert stock.reply(sort=sort) == refusal("sort")
    for direction in ("ASC", "Desc", "asc ", "desc\n", "descending", "up", "-1", "asc nulls first", ""):
        assert stock.reply(direction=direction) == refusal("direction")


@pytest.mark.criterion("contract")
@pytest.mark.points(2)
@pytest.mark.hint("Each bound of the contract, on both of its sides.")
def test_bounds_of_the_contract(stock):
    """Limit, offset and term are accepted up to their bounds and refused beyond."""
    stock.add(stock.names(5))
    pages = ({"limit": 1}, {"limit": 100}, {"offset": 0}, {"offset": 100_000}, {"offset": 2, "limit": 2})
    for wanted in (*pages, {"q": "x" * 100}):
        assert stock.reply(**wanted) == stock.expected(**wanted)
    huge = str(stock.rng.randint(10**19, 10**20))
    refused = [("limit", value) for value in ("0", "101", "-1", "ten", "1.5", "1e1", "5;", "", huge)]
    refused += [("offset", value) for value in ("-1", "100001", "ten", "0.5", "1e1", "", huge)]
    for parameter, value in (*refused, ("q", "x" * 101), ("q", "a\0b")):
        assert stock.reply(**{parameter: value}) == refusal(parameter)


@pytest.mark.criterion("contract")
@pytest.mark.points(2)
@pytest.mark.hint("Who reads the database's messages: your log, or your caller?")
def test_failing_database(stock, db):
    """When the database fails, the reply says so and nothing more."""
    stock.add(stock.names(3))
    db.execute("REVOKE SELECT ON products FROM candidate")
    try:
        reply = stock.reply()
    finally:
        db.execute("GRANT SELECT ON products TO candidate")
    assert [reply, stock.reply()] == [[500, {"error": "internal"}], stock.expected()]


@pytest.mark.criterion("kept")
@pytest.mark.points(2)
@pytest.mark.hint("Two characters mean something to LIKE and nothing to the caller.")
def test_percent_and_underscore(stock):
    """Percent signs and underscores are found as what they are."""
    number = stock.rng.randint(10, 89)
    stock.add(
        [f"Wool {number}% soft", f"Wool {number}0 soft", f"Pad_{number}", f"Pad-{number}", f"Pad__{number}", "Rug"]
    )
    for q in ("%", f"{number}%", f"{number}% soft", "_", f"d_{number}", "__", "%_", "_%", f"Wool%{number}", "100%%"):
        assert stock.reply(q=q) == stock.expected(q=q)


@pytest.mark.criterion("kept")
@pytest.mark.points(1)
@pytest.mark.hint("What does LIKE use to take the meaning from a wildcard, and what if a name has one?")
def test_backslash(stock):
    """Backslashes are found as what they are."""
    number = stock.rng.randint(10, 89)
    stock.add(
        [f"Box A\\B {number}", f"Box AB {number}", f"Slash \\\\ {number}", f"Pct \\% {number}", f"End {number}\\"]
    )
    for q in ("\\", "A\\B", "\\\\", "\\%", f"{number}\\", "\\ ", "AB", "\\\\\\"):
        assert stock.reply(q=q) == stock.expected(q=q)


@pytest.mark.criterion("kept")
@pytest.mark.points(2)
@pytest.mark.hint("A name may look like SQL and still be a name.")
def test_terms_that_look_like_sql(stock):
    """Quotes, comments and SQL words in a term are searched for like any others."""
    number = stock.rng.randint(100, 999)
    stock.add(
        [
            f"O'Brien's clamp {number}",
            f"Union Select valve; {number}",
            f'Pipe 3/4" -- left {number}',
            f"Case (drop-in) {number}",
            f"Tape /* grey */ {number}",
            f"Order by phone {number}",
        ]
    )
    for q in (
        "'",
        "O'Brien",
        "n's",
        "union select",
        ";",
        '"',
        '4" --',
        "--",
        "case (drop",
        "(",
        "/*",
        "order by",
        f") {number}",
    ):
        assert stock.reply(q=q) == stock.expected(q=q)


@pytest.mark.criterion("kept")
@pytest.mark.points(2)
@pytest.mark.hint("What comes second in the order, and which way?")
def test_pages_over_equal_values(stock):
    """Pages follow each other without loss or repetition; equal values come by id, ascending, in both directions."""
    stock.add(stock.names(40), few_values=True)
    for sort in ("price_cents", "stock", "added_on"):
        for direction in ("asc", "desc"):
            for offset in (0, 13, 26, 39, 52):
                wanted = {"sort": sort, "direction": direction, "limit": 13, "offset": offset}
                assert stock.reply(**wanted) == stock.expected(**wanted)
