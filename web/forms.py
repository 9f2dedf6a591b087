"""The forms of HTML pages. What a field must hold is decided by the use-case; its answer is put beside the field."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, PasswordField, RadioField, SelectField, StringField

from judge.domain.preferences import LARGEST_FONT, SMALLEST_FONT
from judge.errors import Invalid

FONT_SIZES = {str(size): f"{size} px" for size in range(SMALLEST_FONT, LARGEST_FONT + 1)}


class Form(FlaskForm):  # type: ignore[misc] # the library has no types
    """Base of all. Reads texts only: in the place of one, the library would also take a file, or any JSON value."""

    def __init__(self, **begin: Any) -> None:
        super().__init__(request.form if request.method == "POST" else None, **begin)


class SignUpForm(Form):
    """A new candidate."""

    name = StringField("Name")
    email = EmailField("E-mail")
    password = PasswordField("Password")


class SignInForm(Form):
    """Who comes back."""

    email = EmailField("E-mail")
    password = PasswordField("Password")


class PasswordForm(Form):
    """A new password for the old one."""

    old = PasswordField("Present password")
    new = PasswordField("New password")


class ProfileForm(Form):
    """Who somebody is."""

    name = StringField("Name")
    email = EmailField("E-mail")
    password = PasswordField("Present password")
    extra_time = StringField("Extra time, in percent")


class PreferencesForm(Form):
    """How somebody wants the pages and the editor; without scripts all of them at once."""

    theme = RadioField("Theme", choices={"system": "As the system", "light": "Light", "dark": "Dark"})
    font_size = SelectField("Font size of the editor", coerce=int, choices=FONT_SIZES)
    keymap = RadioField("Keys of the editor", choices={"standard": "Standard", "vim": "Vim", "emacs": "Emacs"})
    wraps = BooleanField("Wrap long lines in the editor")
    has_shortcuts = BooleanField("Keyboard shortcuts of the page")


class DeletionForm(Form):
    """The end of an account."""

    password = PasswordField("Present password")
    word = StringField("Type the word delete")


def put_beside(form: Form, error: Invalid, field: str = "") -> None:
    """Puts a use-case's refusal beside the field that it names, else above the form."""
    name = field or error.where
    if name in form:
        form[name].errors = [*form[name].errors, str(error)]
    else:
        form.form_errors.append(str(error))
