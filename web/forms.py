"""The forms of HTML pages. What a field must hold is decided by the use-case; its answer is put beside the field."""

from flask import request
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField

from judge.errors import Invalid


class Form(FlaskForm):  # type: ignore[misc] # the library has no types
    """Base of all. Reads texts only: in the place of one, the library would also take a file, or any JSON value."""

    def __init__(self) -> None:
        super().__init__(request.form)


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


def put_beside(form: Form, error: Invalid, field: str = "") -> None:
    """Puts a use-case's refusal beside the field that it names, else above the form."""
    name = field or error.where
    if name in form:
        form[name].errors = [*form[name].errors, str(error)]
    else:
        form.form_errors.append(str(error))
