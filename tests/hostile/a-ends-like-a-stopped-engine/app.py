"""Ends at once, with the code of a box whose engine was stopped."""

import os

os._exit(143)
