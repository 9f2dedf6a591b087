"""Is busy for years in one call that lets nothing else of its process run."""

from flask import Flask

app = Flask(__name__)


@app.get("/double")
def double():
    return str(sum(range(10**18)))
