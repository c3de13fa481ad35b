"""The `redthread` command: the whole system on one machine, without Docker and without root."""
