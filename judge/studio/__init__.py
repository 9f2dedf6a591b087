"""The studio: a problem's folder, written in the browser by its authors.

access.py       whose a problem is: for everybody else it does not exist
editing.py      files: read, saved, deleted, renamed, and every state that was replaced
listing.py      the list of one's problems, and one of them as its page needs it
beginning.py    a new problem: from the scaffold, as a copy of another, from an archive
archives.py     a whole folder put over what is there, and taken out
checks.py       the gate: asked for, watched, stopped
variants.py     the values of its variants, from an earlier gate
trying.py       the draft as a candidate would see it
release.py      publishing, versions, and what differs between two of them; the end of a problem
authorship.py   who writes it
repository.py   the same folder in a git repository on disk
"""
