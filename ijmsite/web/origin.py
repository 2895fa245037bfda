from urllib.parse import urlsplit


def is_same_origin(request) -> bool:
    """Tell whether a POST was sent by a page of this site.

    Public pages carry no token and set no cookie, so that they are the same bytes for everybody.
    The browser itself says where a form came from: Sec-Fetch-Site (Fetch Metadata, W3C); where
    it is absent, Origin (RFC 6454, section 7); where that is absent too, Referer (RFC 9110,
    section 10.1.3). A request that has none of them is refused.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer")
    if not sender:
        return False
    try:
        parts = urlsplit(sender)
    except ValueError:
        return False
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
