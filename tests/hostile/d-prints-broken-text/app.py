"""Prints what is no text in any encoding that a judge expects."""

import sys

from honest import app

for name, data in {
    "NUL": b"\0\0\0",
    "no UTF-8": b"\xff\xfe\x80\xc0\xaf\xf8\x88\x80\x80\x80",
    "a character's first half": "\N{GRINNING FACE}".encode()[:2],
    "lone surrogates": "\ud83d\udc00".encode("utf-8", "surrogatepass"),
    "UTF-16": "\N{BYTE ORDER MARK}printed".encode("utf-16-le"),
    "no character": "\uffff\U0010ffff".encode(),
}.items():
    sys.stdout.buffer.write(b"<%b:%b>\n" % (name.encode(), data))
sys.stdout.buffer.write(b"the end of what is no text\n")
sys.stdout.flush()
