"""From files to a verdict: the job that the sandbox is given, and what its outcome means.

job.py         the job: what one run consists of
judgement.py   the rules from an outcome to a verdict and a score; pure
grade.py       both with the sandbox between them
generate.py    the values of a problem's variants, out of a box
console.py     the same for a console, which has no tests
"""
