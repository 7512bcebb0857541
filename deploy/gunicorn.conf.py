"""The web server's settings, for production and for script/server alike."""

import os
from pathlib import Path

from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from clinic.logs import PrivateFilter, PrivateFormatter

# The proxy that speaks https stands in front; only it is to reach this port.
bind = f"127.0.0.1:{os.environ.get('PORT') or '8000'}"

# Threads, because a request mostly waits for the database. Each may hold one connection to it:
# workers x threads x hosts stays below PostgreSQL's max_connections.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or "2")
threads = 8
timeout = 30
graceful_timeout = 25  # systemd kills after 30 (deploy/clinic-web.service)

# A worker's heartbeat is a file; on a busy disk touching it can block for longer than `timeout`.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# One header line. Browsers keep up to 180 cookies of a host; of some 100 bytes each, as ours were once, they
# do not fit into gunicorn's 8 KB, and every page would be a bare 431.
limit_request_field_size = 32 * 1024

# clinic.proxies alone decides whom to believe, by TRUSTED_PROXIES. Left alone, gunicorn would take any
# X-Forwarded-Proto from this machine for true.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}

# Nothing here uses it, and it would write into the home folder.
control_socket_disable = True

# There is no access log: its paths hold tokens.
accesslog = None


def post_worker_init(_worker: Worker) -> None:
    """Half of the threads stay free of those that wait for the database's locks."""
    from booking.diary import locks

    locks.limit_waiting(threads // 2)


class logger_class(Logger):
    """gunicorn's own lines are kept private like Django's: some quote the request."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(PrivateFilter())
            handler.setFormatter(PrivateFormatter("{asctime} {levelname} {name} {message}", style="{"))
