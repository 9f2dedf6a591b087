"""The product search of a wholesaler."""

import os

import psycopg
from flask import Flask, request
from psycopg.rows import dict_row

from search import InvalidParameter, Search, find_products

app = Flask(__name__)


def connect():
    return psycopg.connect(os.environ["DATABASE_URL"], row_factory=dict_row)


@app.get("/products")
def products():
    search = Search.from_args(request.args)
    with connect() as connection:
        return find_products(connection, search)


@app.get("/partners/me")
def partner():
    key = request.headers.get("X-Partner-Key", "")
    with connect() as connection:
        found = connection.execute("SELECT * FROM partners WHERE api_key = %s", [key]).fetchone()
    return found or ({"error": "unauthorized"}, 401)


@app.errorhandler(InvalidParameter)
def invalid_parameter(error):
    return {"error": "invalid_parameter", "parameter": error.parameter}, 400


@app.errorhandler(500)
def failed(error):
    """Flask has logged the cause; the caller learns nothing of it."""
    return {"error": "internal"}, 500
