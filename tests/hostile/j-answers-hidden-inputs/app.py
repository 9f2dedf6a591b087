"""Fails, with all that it was asked in every part of its answer, so that somebody may be shown one of them."""

from flask import Flask, Response, request

app = Flask(__name__)


@app.post("/echo")
def echo():
    words = [request.get_data(as_text=True), request.query_string.decode(), request.headers.get("X-Secret", "")]
    text = " ".join(words).replace("\n", " ")
    answer = Response(f"<pre>{text}</pre>", status=f"500 {text}")
    answer.headers["X-Asked"] = text
    answer.headers["Location"] = f"/echo?{text[::-1]}"
    answer.headers["Server-Timing"] = text.encode().hex()
    answer.set_cookie("asked", text)
    return answer
