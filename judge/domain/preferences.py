"""How somebody wants the pages to look and the editor to behave; it follows them from browser to browser."""

import json
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

SMALLEST_FONT, LARGEST_FONT = 12, 20  # CSS pixels


class Preferences(BaseModel):
    """What was chosen, and defaults for the rest; `model_fields_set` tells the two apart."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    theme: Literal["system", "light", "dark"] = "system"
    font_size: Annotated[int, Field(ge=SMALLEST_FONT, le=LARGEST_FONT)] = 14  # of the editor
    keymap: Literal["standard", "vim", "emacs"] = "standard"
    has_shortcuts: bool = True  # of the page, outside the editor: single keys can clash with assistive technology
    wraps: bool = False  # long lines of code

    @classmethod
    def read(cls, stored: str) -> Self:
        """What was stored. Names and values that today's program does not know count as not chosen."""
        known = {name: value for name, value in json.loads(stored).items() if name in cls.model_fields}
        try:
            return cls.model_validate(known)
        except ValidationError as error:
            wrong = {found["loc"][0] for found in error.errors()}
        return cls.model_validate({name: value for name, value in known.items() if name not in wrong})

    def chosen(self) -> dict[str, str | int | bool]:
        """What was chosen, by name."""
        return self.model_dump(exclude_unset=True)

    def changed(self, changes: "Preferences") -> Self:
        """These preferences with what the changes choose."""
        return self.model_validate(self.chosen() | changes.chosen())

    def written(self) -> str:
        """As it is stored."""
        return json.dumps(self.chosen())
