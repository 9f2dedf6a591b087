"""Flask: pages, forms, JSON and live events. Takes requests apart, calls one use-case, shows what it gives.

app.py       create_app, where every part plugs itself in
serving.py   the app as a server process runs it: logs, and a quick end
server_worker.py  the server's own part: reads requests and sends answers without a thread, each with a deadline
db.py        the database of the app and the session of a request
auth.py      who is there, by the cookie        access.py   who may do what, asked before a view runs
errors.py    one table from errors to answers   security.py headers, content security policy, cross-site requests
limits.py    rate limits                        keys.py     the key that signs forms
forms.py     forms of HTML pages                bodies.py   bodies of JSON requests
digits.py    whole numbers as addresses and forms give them
assets.py    the built front end                code.py     code as pages show it
island.py    what the workspace's scripts are given   textform.py  the same files as a form, without scripts
studio.py    what the studio's scripts are given        matrix.py    a gate's kill matrix as a table
events.py    the live stream of a run           plot.py      plots without scripts
views/       one blueprint `bp` per file        templates/  one folder per view        frontend/  TypeScript and CSS
"""
