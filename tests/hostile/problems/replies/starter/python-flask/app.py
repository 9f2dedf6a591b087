"""Says nothing yet."""

from raw import serve

serve(lambda _connection, _head: None)
