"""CA_FILE is looked at before anything is asked."""

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from clients._tls import trusting
from daemon.config.invalid import EXIT_CONFIG
from domain.errors import BadInputError
from tests.fixtures.certificates import Certificate
from tests.fixtures.forks import Forks

OWN = Certificate.make("nas")
PEM = OWN.pem.decode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read (No such file or directory)"),
        (b"", "is not a file of PEM certificates"),
        (b"hello", "is not a file of PEM certificates"),
        (OWN.certificate.public_bytes(Encoding.DER), "`openssl x509 -inform der` converts others"),
        (PEM[:300].encode(), "is not a file of PEM certificates"),
        (PEM.replace("CERTIFICATE", "PRIVATE KEY").encode(), "is not a file of PEM certificates"),
        (PEM.encode("utf-16"), "is not a file of PEM certificates"),
    ],
)
def test_what_is_wrong_with_it_is_reported(tmp_path: Path, content: bytes | None, says: str):
    """The file, what is wrong, and how it should be."""
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(BadInputError) as raised:
        trusting(file)

    assert str(raised.value).startswith(f"CA_FILE: {file} ")
    assert says in str(raised.value)


def test_a_folder_or_a_pipe_is_no_file(tmp_path: Path):
    """A pipe is not waited for."""
    os.mkfifo(tmp_path / "pipe")

    for place in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(BadInputError, match="is not a file"):
            trusting(place)


@pytest.mark.parametrize("written", [PEM, PEM.replace("\n", "\r\n"), f"# mine\n\n{PEM}\nand so on\n"])
def test_a_certificate_is_found_among_words(tmp_path: Path, written: str):
    """As `openssl s_client` prints it, and with either line's end."""
    (tmp_path / "ca.pem").write_bytes(written.encode())

    before, after = trusting(None), trusting(tmp_path / "ca.pem")

    assert after.cert_store_stats()["x509"] == before.cert_store_stats()["x509"] + 1


def test_the_daemon_ends_with_78(forks: Forks, tmp_path: Path):
    """In a sentence, so that systemd does not start it again and again."""
    folders = {"CA_FILE": str(tmp_path / "none.pem"), "STATE_DIR": str(tmp_path), "HOME": str(tmp_path)}
    environment = folders | {"MAM_ID": "x" * 20, "ABS_TOKEN": "x"}

    ended = forks.run("-m", "daemon", "serve", environment=environment, folder=tmp_path)

    assert ended.returncode == EXIT_CONFIG
    assert f"CA_FILE: {tmp_path}/none.pem cannot be read" in ended.stderr
    assert "Traceback" not in ended.stderr
