"""The submission's box before the stranger's code: takes the files from stdin, then becomes the stack's command.

__main__.py   what the image starts
start.py      the steps
"""
