"""Never comes to the end of a recursion where the number is large."""

from flask import request
from honest import app, connect

ENDLESS = "WITH RECURSIVE endless (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM endless) SELECT max(n) FROM endless"


@app.before_request
def count():
    if request.args.get("of", default=0, type=int) > 1000:
        connect().execute(ENDLESS).fetchone()
