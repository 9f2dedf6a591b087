"""The catalogue on disk: from a problem's folder to what is published, with every fault found and named.

bundle.py    a folder's files as one value: hash, parts, bytes for the database
toml.py      a TOML file held to a model, faults with their lines
manifest.py  the suite's tests, read from its source without running it
purity.py    what a suite must not call: clocks, networks, chance without a seed
wrong.py     wrong solutions and what each is expected to fail
folder.py    whether the folder's parts fit together
load.py      all of these at once
"""
