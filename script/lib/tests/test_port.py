import socket

import pytest

from lib.port import addresses, port_from_environment


def test_port_in_use_is_refused_with_another_to_try():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} is in use. .*PORT={port + 1} script/server"):
            addresses(port, patience=0)


def test_free_port_is_served_on_loopback():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert f"127.0.0.1:{port}" in addresses(port, patience=0)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "8000 ", "eighty", "٨٠"])
def test_port_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(SystemExit, match="PORT is a number"):
        port_from_environment()
