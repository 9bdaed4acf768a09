"""One interface over a folder and a bucket: what was put comes back whole, what was not is missing."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from app.core.files import FileMissing, Files


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """The address of an S3 service on this machine with one bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    boto3.client("s3", endpoint_url=address, **keys).create_bucket(Bucket="jishi")
    yield address
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def files(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    """A store of either kind."""
    if request.param == "folder":
        return Files(f"file:{tmp_path / 'files'}")
    monkeypatch.setenv("AWS_ENDPOINT_URL", request.getfixturevalue("bucket"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    return Files(f"s3://jishi/{tmp_path.name}")


def test_what_was_put_comes_back(files: Files) -> None:
    data = bytes(range(256)) * 4000
    files.put("images/ab/abc", data)
    assert files.get("images/ab/abc") == data
    assert files.exists("images/ab/abc")
    files.put("images/ab/abc", b"anew")
    assert files.get("images/ab/abc") == b"anew"


def test_what_was_not_put_is_missing(files: Files) -> None:
    assert not files.exists("images/00/none")
    with pytest.raises(FileMissing):
        files.get("images/00/none")
    files.delete("images/00/none")


def test_keys_and_deletion(files: Files) -> None:
    for key in ("images/aa/1", "images/bb/2", "thumbs/aa/1"):
        files.put(key, b"x")
    assert {"images/aa/1", "images/bb/2"} == set(files.keys("images"))
    files.delete("images/aa/1")
    assert "images/aa/1" not in set(files.keys())
    assert not files.exists("images/aa/1")


@pytest.mark.parametrize("url", ["ftp://host/files", "var/files", ""])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="JISHI_FILES_URL"):
        Files(url)


def test_a_relative_folder_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Files("file:var/files").put("a/b", b"x")
    assert (tmp_path / "var/files/a/b").read_bytes() == b"x"
