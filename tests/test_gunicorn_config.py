"""The configuration of gunicorn, as gunicorn reads it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from environs import ValidationError
from gunicorn.config import Config

from newsroom import gunicorn_config
from newsroom.environment import is_bind

ROOT = Path(__file__).resolve().parent.parent


class TestBind:
    @pytest.mark.parametrize(
        "value", ["127.0.0.1:8000", "localhost:80", "[::1]:8000", "unix:/run/majubon.sock"]
    )
    def test_is_an_address_with_a_port_or_a_socket(self, value):
        is_bind(value)  # raises ValidationError if it is no address
        config = Config()
        config.set("bind", value)
        assert config.address

    @pytest.mark.parametrize("value", ["8000", "127.0.0.1", ":8000", "unix:run/a", "http://a:80", "::1:80"])
    def test_that_is_neither_is_refused(self, value):
        with pytest.raises(ValidationError):
            is_bind(value)

    def test_comes_from_the_environment_and_stops_the_start_if_it_is_not_understood(self):
        variables = {"PATH": os.environ["PATH"], "BIND": "everywhere"}
        command = [sys.executable, "-c", "import newsroom.gunicorn_config"]
        ran = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=60)
        assert "BIND: 'everywhere' is not valid" in ran.stderr


def test_headers_of_a_proxy_are_left_to_behind_proxy():
    """gunicorn would believe them in requests from this machine."""
    config = Config()
    for name in ("bind", "secure_scheme_headers", "forwarder_headers", "control_socket_disable"):
        config.set(name, getattr(gunicorn_config, name))
    assert config.secure_scheme_headers == {}
    assert config.forwarder_headers == []
    assert config.control_socket_disable
    assert config.address == [("127.0.0.1", 8000)]
