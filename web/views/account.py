"""Sign up, in and out; one's sign-ins, password, profile and preferences; one's data, and the end of it."""

import io

import structlog
from flask import Blueprint, flash, jsonify, redirect, render_template, request, send_file, session
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from judge import accounts
from judge.domain.preferences import Preferences
from judge.errors import Invalid
from judge.profiles.deletion import delete_account
from judge.profiles.export import export as archive_of
from judge.profiles.profile import Profile, change_profile, profile_of, save_preferences
from web.access import local_target, login_required, me
from web.auth import current_account, forget, remember, token
from web.bodies import PreferencesBody, body
from web.db import now, reading, writing
from web.forms import DeletionForm, PasswordForm, PreferencesForm, ProfileForm, SignInForm, SignUpForm, put_beside

bp = Blueprint("account", __name__)
log = structlog.get_logger("web.audit")


@bp.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> ResponseReturnValue:
    """Makes a candidate's account and signs in with it."""
    if current_account():
        return redirect(local_target(request.args.get("next")))
    form = SignUpForm()
    if form.validate_on_submit():
        try:
            with writing() as database:
                made = accounts.sign_up(
                    database, form.email.data or "", form.name.data or "", form.password.data or "", now=now()
                )
            log.info("signed up", user_id=made.id)
            return _enter(made.email, form.password.data or "")
        except Invalid as error:
            put_beside(form, error)
    return render_template("account/sign_up.html", form=form)


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Signs in and goes where the visitor wanted to."""
    if current_account():
        return redirect(local_target(request.args.get("next")))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            return _enter(form.email.data or "", form.password.data or "")
        except Invalid as error:
            log.warning("sign-in failed", address=request.remote_addr)
            put_beside(form, error)
    return render_template("account/sign_in.html", form=form)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Ends the sign-in on the server and in the browser."""
    with writing() as database:
        accounts.sign_out(database, token())
    return _leave()


@bp.get("/account")
@login_required
def show() -> ResponseReturnValue:
    """One's profile and sign-ins, and the ways to everything else of the account."""
    sessions = accounts.sessions_of(reading(), me(), token(), now=now())
    return render_template("account/show.html", sessions=sessions, profile=profile_of(reading(), me()))


@bp.post("/account/sessions/<session_id>/end")
@login_required
def end_session(session_id: str) -> ResponseReturnValue:
    """Ends one sign-in."""
    with writing() as database:
        accounts.end_session(database, me(), session_id)
    flash("The session was ended.", "success")
    return redirect("/account")


@bp.post("/account/sessions/end-all")
@login_required
def end_all_sessions() -> ResponseReturnValue:
    """Ends every sign-in, this one too."""
    with writing() as database:
        accounts.end_all_sessions(database, me())
    return _leave()


@bp.route("/account/password", methods=["GET", "POST"])
@login_required
def password() -> ResponseReturnValue:
    """Changes the password and ends the other sign-ins."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            with writing() as database:
                accounts.change_password(database, me(), form.old.data or "", form.new.data or "", token=token())
            log.info("password changed", user_id=me().id)
            flash("The password was changed. Other browsers are signed out.", "success")
            return redirect("/account")
        except Invalid as error:
            put_beside(form, error, "old" if error.where == "old" else "new")
    return render_template("account/password.html", form=form)


@bp.route("/account/profile", methods=["GET", "POST"])
@login_required
def profile() -> ResponseReturnValue:
    """Changes name, e-mail and extra time."""
    form = ProfileForm(obj=profile_of(reading(), me()))
    if form.validate_on_submit():
        wanted = Profile(form.name.data or "", form.email.data or "", form.extra_time.data or "")
        try:
            with writing() as database:
                has_moved = change_profile(database, me(), wanted, password=form.password.data or "")
            log.info("e-mail changed" if has_moved else "profile changed", user_id=me().id)
            flash("Your profile was saved.", "success")
            return redirect("/account")
        except Invalid as error:
            put_beside(form, error)
    return render_template("account/profile.html", form=form)


@bp.route("/account/preferences", methods=["GET", "POST"])
@login_required
def preferences() -> ResponseReturnValue:
    """Changes all preferences at once, without scripts."""
    form = PreferencesForm(data=me().preferences.model_dump())
    if form.validate_on_submit():
        wanted = Preferences(**{name: form[name].data for name in Preferences.model_fields})
        with writing() as database:
            save_preferences(database, me(), wanted)
        flash("Your preferences were saved.", "success")
        return redirect("/account/preferences")
    return render_template("account/preferences.html", form=form)


@bp.put("/account/preferences")
@login_required
def save() -> ResponseReturnValue:
    """Changes some preferences, for scripts; answers with all that have been chosen."""
    changes = body(PreferencesBody)
    with writing() as database:
        return jsonify(preferences=save_preferences(database, me(), changes).chosen())


@bp.post("/account/export")
@login_required
def export() -> ResponseReturnValue:
    """Everything that is kept of oneself, as a zip."""
    archive = archive_of(reading(), me(), now=now())
    log.info("data exported", user_id=me().id, bytes=len(archive))
    name = f"backend-judge-{now():%Y-%m-%d}.zip"
    return send_file(io.BytesIO(archive), mimetype="application/zip", as_attachment=True, download_name=name)


@bp.route("/account/delete", methods=["GET", "POST"])
@login_required
def delete() -> ResponseReturnValue:
    """Ends the account with everything in it."""
    form = DeletionForm()
    if form.validate_on_submit():
        leaving = me().id
        try:
            with writing() as database:
                delete_account(database, me(), password=form.password.data or "", word=form.word.data or "")
        except Invalid as error:
            put_beside(form, error)
        else:
            log.info("account deleted", user_id=leaving)
            response = _leave()
            flash("Your account and everything in it was deleted.", "success")
            return response
    return render_template("account/delete.html", form=form)


def _enter(email: str, plain: str) -> Response:
    """Signs in: a new token, and a new secret for forms, so that nothing from before is carried over."""
    with writing() as database:
        account, new_token = accounts.sign_in(
            database, email, plain, user_agent=request.user_agent.string, now=now(), replaces=token() or None
        )
    log.info("signed in", user_id=account.id)
    session.clear()
    response = redirect(local_target(request.args.get("next")))
    remember(response, new_token)
    return response


def _leave() -> Response:
    session.clear()
    response = redirect("/problems")
    forget(response)
    return response
