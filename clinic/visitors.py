from ipaddress import IPv6Address, ip_network

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from clinic.proxies import parsed


def visitor_key(request: HttpRequest) -> str:
    """64 hex digits that stand for the visitor's address: requests can be counted and no address is kept.

    One household has a whole IPv6 /64, so that is one visitor. Changes with SECRET_KEY.
    """
    ip = parsed(request.META.get("REMOTE_ADDR", ""))
    whom = ip_network((ip, 64), strict=False) if isinstance(ip, IPv6Address) else ip
    return salted_hmac("clinic.visitors", str(whom), algorithm="sha256").hexdigest()
