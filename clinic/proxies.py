from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Network = IPv4Network | IPv6Network

# Anybody can send these; only a proxy of ours is believed.
FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_SERVER",
    "HTTP_X_FORWARDED_SSL",
    "HTTP_X_REAL_IP",
)


class TrustedProxiesMiddleware:
    """Must come first: what follows believes REMOTE_ADDR and X-Forwarded-Proto."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        peer = request.META.get("REMOTE_ADDR", "")
        if is_trusted(peer, settings.TRUSTED_PROXIES):
            forwarded_for = request.META.get("HTTP_X_FORWARDED_FOR", "")
            request.META["REMOTE_ADDR"] = client_address(peer, forwarded_for, settings.TRUSTED_PROXIES)
        else:
            for name in FORWARDED:
                request.META.pop(name, None)
        return self.get_response(request)


def client_address(peer: str, forwarded_for: str, trusted: Iterable[Network]) -> str:
    """The right-most address that is not ours: what stands left of it was written by the client.

    The peer itself where there is none, or where what our proxy wrote is no address.
    """
    for value in reversed(forwarded_for.split(",")):
        address = parsed(value)
        if address is None:
            return peer
        if not is_trusted(str(address), trusted):
            return str(address)
    return peer


def is_trusted(address: str, trusted: Iterable[Network]) -> bool:
    ip = parsed(address)
    return ip is not None and any(ip in network for network in trusted)


def parsed(value: str) -> IPv4Address | IPv6Address | None:
    """None for what is no address; ::ffff:192.0.2.1 is the IPv4 address in it."""
    try:
        ip = ip_address(value.strip())
    except ValueError:
        return None
    return getattr(ip, "ipv4_mapped", None) or ip
