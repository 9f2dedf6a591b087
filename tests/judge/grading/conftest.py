"""The attacked problem and the attacks are data: pytest must not collect what lies in them."""

collect_ignore = ["target", "attacks"]
