"""Prints and answers markup, in the output, the reply's headers and its body."""

import html

from flask import Flask, Response, jsonify, request

HOSTILE = (
    "<script>alert('run')</script>",
    '</pre></script><img src=x onerror="alert(1)">',
    "<style>body{display:none}</style><meta http-equiv=refresh content=0;https://evil.example/>",
    "{{7*7}} {% include 'base.html' %} ${7*7} #{7*7}",
    "=cmd|'/c calc'!A1",
    "+1+1 @SUM(1) -1-1",
    "<![CDATA[ ]]> --><!-- javascript:alert(1) %0d%0aSet-Cookie:%20session=1",
)
TEXT = "\n".join(HOSTILE)
app = Flask(__name__)
print(TEXT, flush=True)


@app.get("/double")
def double():
    """Once as JSON with markup in a name too, once as what it is."""
    headers = {"X-Markup": HOSTILE[0], "Refresh": "0;https://evil.example/"}
    if request.args["of"] == "0":
        return Response(TEXT, headers=headers, mimetype="text/html")
    answer = jsonify({"double": TEXT, HOSTILE[0]: html.escape(TEXT)})
    answer.headers.update(headers)
    return answer
