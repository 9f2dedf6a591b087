"""What an attacker tries: the replies must not depend on what only the database knows."""

import pytest


@pytest.mark.sample
@pytest.mark.criterion("closed")
@pytest.mark.points(1)
@pytest.mark.hint("A sort is one of four words. Whatever else it is, it never becomes SQL.")
def test_expression_in_sort(attacker):
    """An expression as sort tells nothing about the partners' keys."""
    for yes, no in (("price_cents", "-price_cents"), ("name", "sku")):
        assert attacker.learns(sort=f"(CASE WHEN COUNT = 1 THEN {yes} ELSE {no} END)") == "nothing"


@pytest.mark.criterion("closed")
@pytest.mark.points(2)
@pytest.mark.hint("Compare the whole value, not how it begins or what it contains.")
def test_expression_around_a_known_sort(attacker):
    """An expression that begins or ends with a documented sort tells nothing."""
    for sort in (
        "price_cents*(1-2*COUNT)",
        "stock, (CASE WHEN COUNT = 1 THEN price_cents ELSE -price_cents END)",
        "(1-2*COUNT)*price_cents",
        "id*(1-2*COUNT), name",
        "name = 'name', (1-2*COUNT)*stock, price_cents",
    ):
        assert attacker.learns(sort=sort) == "nothing"


@pytest.mark.criterion("closed")
@pytest.mark.points(2)
@pytest.mark.hint("An error that happens only sometimes is an answer too.")
def test_question_by_error(attacker):
    """An expression that fails for one answer only tells nothing, and no key comes back in an error."""
    for sort in (
        "(SELECT 1/(1-COUNT))",
        "(SELECT CAST(api_key AS integer) FROM partners WHERE id=PARTNER AND 1=COUNT)",
        "(SELECT (api_key || COUNT || 'x')::date FROM partners WHERE id=PARTNER)",
        "(SELECT 1 FROM generate_series(0, COUNT))",
    ):
        assert attacker.learns(sort=sort) == "nothing"


@pytest.mark.criterion("closed")
@pytest.mark.points(2)
@pytest.mark.hint("A list of forbidden words has never been complete.")
def test_disguised_expression(attacker):
    """Comments, other white space, other spellings and words put together later do not help."""
    hidden_select = "query_to_xml('sel'||'ect 1 from part'||'ners where QUOTED',true,true,'')::text"
    for sort in (
        "price_cents/**/*/**/(1-2*COUNT)",
        "(\t\n(1-2*COUNT)\t*\nprice_cents)",
        "(cAsE wHeN COUNT=1 tHeN price_cents eLsE -price_cents eNd)",
        f"price_cents*(strpos({hidden_select},'row')-1)",
        f"coalesce(nullif(strpos({hidden_select},'row'),0)*0+stock,id)",
        "price_cents*(1-2*COUNT) --",
    ):
        assert attacker.learns(sort=sort) == "nothing"


@pytest.mark.criterion("closed")
@pytest.mark.points(2)
@pytest.mark.hint("The sort is not the only parameter whose value ends up behind ORDER BY.")
def test_expression_in_direction(attacker):
    """An expression as direction tells nothing."""
    for direction in (
        "asc, price_cents*(1-2*COUNT)",
        "desc NULLS LAST, (CASE WHEN COUNT = 1 THEN price_cents ELSE -price_cents END)",
        "*(1-2*COUNT)",
        "desc,price_cents*(1-2*COUNT)--",
    ):
        assert attacker.learns(sort="stock", direction=direction) == "nothing"


@pytest.mark.criterion("closed")
@pytest.mark.points(2)
@pytest.mark.hint("Which of the parameters are numbers, and where is that made sure?")
def test_expression_in_the_page(attacker):
    """An expression as limit or offset tells nothing."""
    for value in ("COUNT", "3+COUNT", "(CASE WHEN COUNT = 1 THEN 3 ELSE 4 END)", "3-COUNT--"):
        for parameter in ("limit", "offset"):
            assert attacker.learns(**{parameter: value}) == "nothing"


@pytest.mark.criterion("closed")
@pytest.mark.points(2)
@pytest.mark.hint("Is every column of the table one that callers may learn about?")
def test_order_by_a_secret_column(stock, db):
    """No sort gives away the order of what the shop pays."""
    stock.add(stock.names(15))
    sorts = ("cost_cents", '"cost_cents"', "products.cost_cents", "price_cents*0+cost_cents", "COST_CENTS")
    before = [stock.app.get("/products", params={"sort": sort}).text for sort in sorts]
    db.execute("UPDATE products SET cost_cents = 10000 - cost_cents + id %% %s", [7])
    assert [stock.app.get("/products", params={"sort": sort}).text for sort in sorts] == before


@pytest.mark.criterion("closed")
@pytest.mark.points(1)
@pytest.mark.hint("Escaping for LIKE is one thing, quoting for SQL is another.")
def test_expression_in_the_term(attacker):
    """A search term that would be SQL is looked for as text."""
    for q in ("' OR COUNT=1 --", "%' OR COUNT=1 OR name = '", "\\' OR COUNT=1 --", "') OR (COUNT=1) --"):
        assert attacker.learns(q=q) == "nothing"
