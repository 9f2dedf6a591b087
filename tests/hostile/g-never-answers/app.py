"""Takes every request and never says a word."""

from raw import serve

serve(lambda connection, _head: connection.recv(1))
