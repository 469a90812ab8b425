"""What people meet: the installed program as real processes, and its chat page, over loopback."""
