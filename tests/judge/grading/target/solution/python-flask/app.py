from flask import Flask, abort, jsonify, request

app = Flask(__name__)


@app.get("/double")
def double():
    try:
        return jsonify(double=2 * int(request.args["of"]))
    except ValueError:
        abort(400)
