"""Problems as they travel: out of an installation and into another one.

native.py    one zip that holds a problem's folder byte for byte, and the one for candidates, without anything hidden
git.py       a folder in a git repository on disk, read and written without any program of git
folder.py    a problem or a file written to disk, all of it or nothing

Exercises of other systems, read as text and never run:

exercism.py, prairielearn.py   the two formats; material.py says what they give and what the report tells
foreign.py   a stranger's folder or zip             markdown.py, panels.py    its texts and pages as Markdown
plain.py     expressions as plain values            statements.py, unittests.py, pltests.py   its tests
cases.py     what they check, written as our suite  mechanical.py   wrong solutions that can be made of it
converted.py all of it as a folder of ours          described.py    its problem.toml
"""
