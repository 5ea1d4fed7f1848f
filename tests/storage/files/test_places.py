"""What every place for files promises: a folder, a folder of encrypted files, a bucket of a real S3-compatible server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyrage.x25519 import Identity

from storage.files.bucket import BucketFiles, Place
from storage.files.folder import FolderFiles
from storage.files.place import FileDamaged, FileMissing, Files, PlaceUnreachable, fingerprint, in_pieces, whole
from storage.files.sealed import AgeKeyError, SealedFiles, identities_of, recipients_of
from tests.support.ports import free_pair, free_port

KEY = Identity.generate()
CONTENT = b"proof" * 500_000
NAME = fingerprint(CONTENT)
WEED = str(Path(sys.executable).parent / "weed")
IDENTITIES = (
    '{"identities":[{"name":"z","credentials":[{"accessKey":"zeren","secretKey":"secret"}],"actions":["Admin"]}]}'
)


@contextmanager
def s3_server(folder: Path) -> Iterator[Place]:
    """A real SeaweedFS with a bucket; the binary is a package of the registry."""
    (folder / "s3.json").write_text(IDENTITIES)
    port = free_pair()
    command = [WEED, "server", "-s3", f"-s3.port={port}", f"-s3.config={folder / 's3.json'}"]
    ports = [f"-master.port={free_pair()}", f"-volume.port={free_pair()}", f"-filer.port={free_pair()}"]
    rest = [f"-dir={folder}", "-ip=127.0.0.1", "-master.volumeSizeLimitMB=16", "-volume.max=20", *ports]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*command, *rest], stdout=log, stderr=log, env={**os.environ, "HOME": str(folder)})
    place = Place(f"http://127.0.0.1:{port}", "evidence", "us-east-1", "zeren", "secret")
    try:
        _await(lambda: httpx.get(f"{place.endpoint}/healthz", trust_env=False).status_code < 500)
        _await(lambda: make_bucket(place))
        yield place
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def make_bucket(place: Place) -> bool:
    """Makes the bucket with the server's own shell-free way: a signed PUT by the client library."""
    import obstore
    from obstore.store import S3Store

    made = S3Store(
        place.bucket,
        endpoint=place.endpoint,
        region=place.region,
        access_key_id=place.access_key,
        secret_access_key=place.secret_key,
        client_options={"allow_http": True},
    )
    obstore.put(made, "ready", b"")
    return True


def _await(ready: Callable[[], bool]) -> None:
    until = time.monotonic() + 90
    while True:
        try:
            if ready():
                return
        except Exception:
            if time.monotonic() > until:
                raise
        time.sleep(0.2)


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with s3_server(tmp_path_factory.mktemp("s3")) as place:
        yield place


@pytest.fixture(params=["folder", "sealed", "bucket"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    """An empty place of each kind."""
    if request.param == "folder":
        return FolderFiles(tmp_path / "e")
    if request.param == "sealed":
        return SealedFiles(tmp_path / "e", [KEY.to_public()], [KEY])
    found = BucketFiles(request.getfixturevalue("bucket"))
    for lying in list(found.every()):
        found.remove(lying.sha256)
    return found


def test_what_was_put_comes_back_and_can_be_taken_away(files: Files) -> None:
    assert not files.has(NAME)
    files.put(NAME, in_pieces(CONTENT))
    assert files.has(NAME)
    assert whole(files, NAME) == CONTENT
    (lying,) = files.every()
    assert lying.sha256 == NAME
    assert abs(lying.since - datetime.now(UTC)) < timedelta(minutes=2)
    files.put(NAME, in_pieces(CONTENT))
    assert [each.sha256 for each in files.every()] == [NAME], "the same bytes lie there once"
    files.remove(NAME)
    files.remove(NAME)
    assert not files.has(NAME)
    assert list(files.every()) == []
    with pytest.raises(FileMissing):
        whole(files, NAME)


def test_bytes_of_another_name_are_refused_and_nothing_is_left(files: Files) -> None:
    with pytest.raises(FileDamaged):
        files.put(NAME, [b"other bytes"])
    assert list(files.every()) == []
    assert files.clear(datetime.now(UTC) + timedelta(days=1)) == 0


@pytest.mark.parametrize("kind", ["folder", "sealed"])
def test_damage_is_found_on_reading_and_mended_by_putting_anew(tmp_path: Path, kind: str) -> None:
    sealed = kind == "sealed"
    files: Files = SealedFiles(tmp_path, [KEY.to_public()], [KEY]) if sealed else FolderFiles(tmp_path)
    files.put(NAME, in_pieces(CONTENT))
    (path,) = tmp_path.glob(f"{NAME[:2]}/{NAME[2:4]}/*")
    spoilt = bytearray(path.read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    for bad in (bytes(spoilt), bytes(spoilt[:-5]), b""):
        path.write_bytes(bad)
        with pytest.raises(FileDamaged):
            whole(files, NAME)
    files.put(NAME, in_pieces(CONTENT), anew=True)
    assert whole(files, NAME) == CONTENT


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=300), max_size=8), st.booleans())
def test_any_pieces_make_the_same_file(tmp_path: Path, pieces: list[bytes], sealed: bool) -> None:
    files: Files = SealedFiles(tmp_path, [KEY.to_public()], [KEY]) if sealed else FolderFiles(tmp_path)
    content = b"".join(pieces)
    files.put(fingerprint(content), pieces)
    assert whole(files, fingerprint(content)) == content


def test_nobody_else_may_look(tmp_path: Path) -> None:
    root = tmp_path / "deep" / "e"
    before = os.umask(0)
    try:
        FolderFiles(root).put(NAME, in_pieces(CONTENT))
    finally:
        os.umask(before)
    (path,) = root.glob("*/*/*")
    folders = [root, root / "tmp", path.parent, path.parent.parent]
    assert (path.stat().st_mode & 0o777, {each.stat().st_mode & 0o777 for each in folders}) == (0o600, {0o700})


def test_putting_again_makes_a_file_young_so_that_no_sweep_takes_it(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)
    files.put(NAME, in_pieces(CONTENT))
    os.utime(files.path(NAME), (0, 0))
    files.put(NAME, in_pieces(CONTENT))
    (lying,) = files.every()
    assert lying.since > datetime.now(UTC) - timedelta(minutes=2)


def test_what_was_begun_and_never_finished_is_cleared_when_it_is_old(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)
    files.put(NAME, in_pieces(CONTENT))
    (tmp_path / "tmp" / "begun").write_bytes(b"half")
    assert files.clear(datetime.now(UTC) - timedelta(hours=1)) == 0
    assert files.clear(datetime.now(UTC) + timedelta(hours=1)) == 1
    assert list((tmp_path / "tmp").iterdir()) == []
    assert files.has(NAME)


def test_strange_files_in_the_folder_are_nobodys(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)
    files.put(NAME, in_pieces(CONTENT))
    (files.path(NAME).parent / "notes.txt").write_text("x")
    (tmp_path / "zz").write_text("x")
    assert [each.sha256 for each in files.every()] == [NAME]


def test_another_key_does_not_open_a_sealed_file(tmp_path: Path) -> None:
    SealedFiles(tmp_path, [KEY.to_public()]).put(NAME, in_pieces(CONTENT))
    with pytest.raises(AgeKeyError, match="none of the age keys"):
        whole(SealedFiles(tmp_path, identities=[Identity.generate()]), NAME)
    with pytest.raises(AgeKeyError, match="--identity"):
        whole(SealedFiles(tmp_path), NAME)


def test_keys_are_read_as_the_age_tool_writes_them(tmp_path: Path) -> None:
    file = tmp_path / "key.txt"
    file.write_text(f"# created: 2026-11-29\n# public key: {KEY.to_public()}\n{KEY}\n")
    assert [str(each) for each in identities_of(file)] == [str(KEY)]
    assert [str(each) for each in recipients_of([f" {KEY.to_public()} "])] == [str(KEY.to_public())]
    for bad in ("", "# nothing\n", "AGE-SECRET-KEY-1XX\n"):
        file.write_text(bad)
        with pytest.raises(AgeKeyError, match="no age key"):
            identities_of(file)
    with pytest.raises(AgeKeyError, match="no public age key"):
        recipients_of([str(KEY)])


def test_a_service_that_does_not_answer_is_a_failure_of_the_store() -> None:
    """So that the message is not confirmed and comes again."""
    nowhere = BucketFiles(
        Place(f"http://127.0.0.1:{free_port()}", "evidence", "us-east-1", "zeren", "secret"), patience=1
    )
    with pytest.raises(PlaceUnreachable):
        nowhere.put(NAME, in_pieces(CONTENT))


def test_a_wrong_key_is_told_without_the_key(bucket: Place) -> None:
    wrong = Place(bucket.endpoint, bucket.bucket, bucket.region, bucket.access_key, "guessed")
    with pytest.raises(PlaceUnreachable) as told:
        BucketFiles(wrong).put(NAME, in_pieces(CONTENT))
    assert "guessed" not in str(told.value)
    assert "secret" not in repr(bucket)
