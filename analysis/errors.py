"""The one error the library raises for input that it cannot use."""


class InputError(ValueError):
    """A file, a table or a value cannot be used.

    The message is one line that names what is at fault, what was expected, and what to do. The
    command line prints it and ends with exit code 2; nothing has been written by then.
    """
