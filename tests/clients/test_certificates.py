"""TLS is reported in the same words for each service, and one setting names the trusted authority."""

import ssl
from datetime import timedelta

import pytest
from aiohttp import web
from asking import SERVICES, SETTINGS, asking

from domain.errors import UnavailableError
from tests.fixtures.certificates import DAY, Certificate, served

YEAR = timedelta(days=365)
AUTHORITY = Certificate.make("An authority", authority=True)


async def _answer(request: web.Request) -> web.Response:
    if request.path == "/status":
        return web.json_response({"app": "audiobookshelf", "isInit": True})
    return web.Response(text="v5.1.0", headers={"X-Content-Type-Options": "nosniff"})


def both() -> web.Application:
    """Answers the question to either service."""
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", _answer)
    return app


async def error_of(service: str, url: str, **options: object) -> UnavailableError:
    async with asking(service, url, **options) as ask:
        with pytest.raises(UnavailableError) as raised:
            await ask()
    return raised.value


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    ("certificate", "what", "mend"),
    [
        (Certificate.make("localhost"), "its certificate is self-signed", "set CA_FILE to a PEM file"),
        (
            Certificate.make("localhost", issuer=AUTHORITY),
            "by an authority that is not trusted",
            "set CA_FILE",
        ),
    ],
)
async def test_an_unknown_certificate_is_named(tmp_path, service, certificate, what, mend):
    """What is wrong with it, and the one setting that fixes it."""
    async with served(both(), certificate.for_server(tmp_path)) as url:
        error = await error_of(service, url)

    assert what in error.what
    assert mend in (error.mend or "")


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    ("names", "valid", "what"),
    [
        (["localhost"], (-YEAR, -DAY), "its certificate has expired"),
        (["localhost"], (DAY, YEAR), "its certificate is not valid yet"),
        (["nas.example.org"], (-DAY, YEAR), "its certificate is for another host name than localhost"),
        (["127.0.0.1"], (-DAY, YEAR), "its certificate is for another host name than localhost"),
    ],
)
async def test_a_certificate_that_is_trusted_and_not_good_is_named(tmp_path, service, names, valid, what):
    """CA_FILE does not stand above dates and names."""
    (tmp_path / "ca.pem").write_bytes(AUTHORITY.pem)
    certificate = Certificate.make(*names, issuer=AUTHORITY, valid=valid)

    async with served(both(), certificate.for_server(tmp_path)) as url:
        error = await error_of(service, url, ca_file=tmp_path / "ca.pem")

    assert what in error.what
    assert error.mend


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("issuer", [AUTHORITY, None])
async def test_what_ca_file_holds_is_trusted(tmp_path, service, issuer):
    """An authority, or a server's own certificate; among others, and with the notes of `openssl x509 -text`."""
    certificate = Certificate.make("localhost", "127.0.0.1", issuer=issuer)
    others = b"Certificate: a note\n" + Certificate.make("another").pem
    (tmp_path / "ca.pem").write_bytes(others + (certificate if issuer is None else issuer).pem)

    async with (
        served(both(), certificate.for_server(tmp_path)) as url,
        asking(service, url, ca_file=tmp_path / "ca.pem") as ask,
    ):
        await ask()


@pytest.mark.parametrize("service", SERVICES)
async def test_the_machines_own_store_is_the_same_for_each(tmp_path, service, monkeypatch):
    """A certificate that was added to the system's is trusted without a setting."""
    (tmp_path / "store.pem").write_bytes(AUTHORITY.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "store.pem"))
    monkeypatch.setenv("QBITTORRENTAPI_DO_NOT_VERIFY_WEBUI_CERTIFICATE", "yes")
    known, unknown = Certificate.make("localhost", issuer=AUTHORITY), Certificate.make("localhost")

    async with served(both(), known.for_server(tmp_path)) as url, asking(service, url) as ask:
        await ask()
    async with served(both(), unknown.for_server(tmp_path)) as url:
        error = await error_of(service, url)

    assert "its certificate is self-signed" in error.what


@pytest.mark.parametrize("service", SERVICES)
async def test_https_where_http_is_spoken(service):
    """The other scheme is the fix."""
    async with served(both()) as url:
        error = await error_of(service, url.replace("http:", "https:"))

    assert "it does not speak TLS there" in error.what
    assert f"write http:// in {SETTINGS[service]}" in (error.mend or "")


@pytest.mark.parametrize("service", SERVICES)
async def test_http_where_https_is_spoken(tmp_path, service):
    """The server closes the connection; nothing else can be known."""
    async with served(both(), Certificate.make("localhost").for_server(tmp_path)) as url:
        error = await error_of(service, url.replace("https:", "http:"))

    assert f"speaks https there, write https:// in {SETTINGS[service]}" in error.what


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    "page",
    [
        "<html><title>400 The plain HTTP request was sent to HTTPS port</title>",
        "Client sent an HTTP request to an HTTPS server.\n",
        "<p>Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />",
    ],
)
async def test_a_server_that_says_that_it_speaks_https(service, page):
    """As nginx, Caddy and Apache do."""

    async def wrong(_: web.Request) -> web.Response:
        return web.Response(status=400, text=page)

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", wrong)
    async with served(app) as url:
        error = await error_of(service, url)

    assert "it speaks https there" in error.what
    assert f"write https:// in {SETTINGS[service]}" in (error.mend or "")


@pytest.mark.parametrize("service", SERVICES)
async def test_a_server_that_wants_our_certificate(tmp_path, service):
    """Which we have not."""
    (tmp_path / "ca.pem").write_bytes(AUTHORITY.pem)
    context = Certificate.make("localhost", issuer=AUTHORITY).for_server(tmp_path)
    context.verify_mode = ssl.CERT_REQUIRED
    context.maximum_version = ssl.TLSVersion.TLSv1_2

    async with served(both(), context) as url:
        error = await error_of(service, url, ca_file=tmp_path / "ca.pem")

    assert "TLS" in error.what or "client certificate" in error.what
