"""What a parcel costs."""

from http import HTTPStatus

from flask import Flask, Response, jsonify, request

GRAMS = 1000  # of a kilogram
HEAVIEST = 20_000  # grams
PRICES = {"home": (390, 95), "abroad": (890, 245)}  # cents: base, and for each started kilogram

app = Flask(__name__)


@app.post("/quotes")
def quote() -> tuple[Response, int]:
    """The price of one parcel."""
    parcel = request.get_json(silent=True)
    if not isinstance(parcel, dict):
        return jsonify(error="body"), HTTPStatus.BAD_REQUEST
    wrong = wrong_member(parcel)
    if wrong:
        return jsonify(error=wrong), HTTPStatus.UNPROCESSABLE_ENTITY
    base, step = PRICES[parcel["zone"]]
    kilograms = -(-parcel["weight_grams"] // GRAMS)
    price = base + step * kilograms
    if parcel.get("is_express", False):
        price += price // 2
    return jsonify(price_cents=price), HTTPStatus.OK


def wrong_member(parcel: dict) -> str:
    """The first member that is not what it must be; empty when all are right."""
    weight = parcel.get("weight_grams")
    if type(weight) is not int or not 1 <= weight <= HEAVIEST:
        return "weight_grams"
    zone = parcel.get("zone")
    if not isinstance(zone, str) or zone not in PRICES:
        return "zone"
    if not isinstance(parcel.get("is_express", False), bool):
        return "is_express"
    return ""
