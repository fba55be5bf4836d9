"""deploy/nginx.conf as a whole configuration that runs in a directory, with a certificate made for it."""

import re
from pathlib import Path

from debian_packages import run


def make_certificate(place, name):
    """`place`/certificate and `place`/key, for two days."""
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-days", "2",
        "-addext", f"subjectAltName=DNS:{name}", "-keyout", f"{place}/key", "-out", f"{place}/certificate")


def nginx_file(server, place, directives=""):
    """Writes `place`/nginx.conf around the text of a file for conf.d. @return where it is."""
    server = re.sub(r"(ssl_certificate +)\S+;", rf"\1{place}/certificate;", server)
    server = re.sub(r"(ssl_certificate_key +)\S+;", rf"\1{place}/key;", server)
    temporary = "".join(f"{kind}_temp_path {place}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    whole = Path(place) / "nginx.conf"
    whole.write_text(f"{directives} pid {place}/pid; error_log stderr; events {{}}\n"
                     f"http {{ access_log off; {temporary}\n{server}\n}}\n")
    return whole
