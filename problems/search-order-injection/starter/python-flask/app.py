"""The product search of a wholesaler."""

import os

import psycopg
from flask import Flask, request
from psycopg.rows import dict_row

from search import find_products

app = Flask(__name__)


def connect():
    return psycopg.connect(os.environ["DATABASE_URL"], row_factory=dict_row)


@app.get("/products")
def products():
    with connect() as connection:
        return find_products(connection, request.args)


@app.get("/partners/me")
def partner():
    key = request.headers.get("X-Partner-Key", "")
    with connect() as connection:
        found = connection.execute("SELECT id, name FROM partners WHERE api_key = %s", [key]).fetchone()
    return found or ({"error": "unauthorized"}, 401)


@app.errorhandler(psycopg.Error)
def database_failed(error):
    return {"error": str(error)}, 500
