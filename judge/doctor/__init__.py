"""Whether this installation keeps its promises: asked before a worker takes work, and by `judge doctor`.

examine.py   engine, images, database, disk; each fault with its mend
case.py      a hostile case as a folder: what attacks, what it must come to, which promise it stands for
cases/       ten cheap ones, one for each wall; tests/hostile holds the others
target/      the problem that they attack
"""
