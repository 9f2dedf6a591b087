"""The programs inside the boxes. Standard library and pytest only: they run without the rest of the product.

stream.py   the one format in which files enter a box
starter/    the submission's box: takes the files, starts the stack's command
tester/     the tester's box: pytest plugin, hardened HTTP client, fixtures

In an image this folder is /opt/judge/sandbox/inside, so that imports read the same in a box and in the repository.
A program is started as `python3 -I /opt/judge/sandbox/inside/tester` (or .../starter): its __main__.py puts /opt/judge
in the place of its own folder on the import path, so that no file of a program can stand in for a standard module.
"""
