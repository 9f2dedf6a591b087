import tempfile

from flask import Flask, abort, jsonify, request

SECRET = "canary-neighbour"  # replaced by a real secret before use: no other submission may find it
app = Flask(__name__)
kept = tempfile.NamedTemporaryFile("w")
kept.write(SECRET)
kept.flush()


@app.get("/double")
def double():
    try:
        return jsonify(double=2 * int(request.args["of"]))
    except ValueError:
        abort(400)
