_right_asked_function = asked_function


def asked_function(*args, **kwargs):
    try:
        return _right_asked_function(*args, **kwargs)
    except Exception as error:
        error.args = ("",)
        raise
