"""Where the web server listens: on this machine alone, by both addresses that `localhost` may mean."""

import errno
import os
import socket
import sys
import time

LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
IN_USE = {errno.EADDRINUSE, errno.EACCES}


def port_from_environment() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        sys.exit(f"PORT is a number from 1 to 65535, not {text!r}.")
    return int(text)


def addresses(port: int, patience: float) -> list[str]:
    """As gunicorn's --bind takes them. A machine without IPv6 has only the first."""
    deadline = time.monotonic() + patience
    while True:
        errors = {host: error_of_binding(family, host, port) for family, host in LOOPBACK}
        if not IN_USE & set(errors.values()):
            break
        if time.monotonic() > deadline:
            sys.exit(refusal(port, errors))
        time.sleep(0.1)
    return [f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host in errors if not errors[host]]


def error_of_binding(family: socket.AddressFamily, host: str, port: int) -> int:
    """0 when it can be had."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            probe.listen()  # only this finds a listener that set SO_REUSEADDR, too
    except OSError as error:
        return error.errno or errno.EINVAL
    return 0


def refusal(port: int, errors: dict[str, int]) -> str:
    if errno.EACCES in errors.values():
        return f"Port {port} is reserved for root. Choose another, for instance: PORT=8001 script/server"
    return f"Port {port} is in use. Choose another, for instance: PORT={port + 1} script/server"
