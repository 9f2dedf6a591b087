"""The catalogue on disk: from a problem's folder to what is published, with every fault found and named.

bundle.py    a folder's files as one value: hash, parts, bytes for the database
toml.py      a TOML file held to a model, faults with their lines
manifest.py  the suite's tests, read from its source without running it
purity.py    what a suite must not call: clocks, networks, chance without a seed
leaks.py     what hidden tests say and candidates can read
wrong.py     wrong solutions and what each is expected to fail
variants.py  the names in variants.py, and placeholders for them
texts.py     statement and editorial in every language
assets.py    figures and downloads, and whether texts and folder agree
folder.py    whether the folder's parts fit together
schema.py    JSON Schemas of the TOML files, for editors
load.py      all of these at once
"""
