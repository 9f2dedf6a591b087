"""The right replies, in good order."""

from raw import right_body, serve, whole

serve(lambda connection, head: connection.sendall(whole(right_body(head))))
