"""Files in a bucket of an S3-compatible service (MinIO, Ceph, SeaweedFS, a cloud)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from storage.files.place import PIECE, FileMissing, Lying, PlaceUnreachable, verified

NAME_LENGTH = 64
# Seconds. A service that does not answer for so long fails the message, which then comes again.
PATIENCE = 30
RETRIES = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A bucket and the key that opens it."""

    endpoint: str
    bucket: str
    region: str
    access_key: str
    secret_key: str = field(repr=False)


class BucketFiles:
    """See storage.files.place.Files. A service takes a file whole or not at all, so nothing half written is ever seen."""

    def __init__(self, place: Place, patience: float = PATIENCE) -> None:
        limit = timedelta(seconds=patience)
        self._store = S3Store(
            place.bucket,
            endpoint=place.endpoint,
            region=place.region,
            access_key_id=place.access_key,
            secret_access_key=place.secret_key,
            virtual_hosted_style_request=False,
            client_options={"allow_http": place.endpoint.startswith("http://"), "timeout": limit},
            retry_config={"max_retries": RETRIES, "retry_timeout": limit},
        )

    def put(self, sha256: str, pieces: Iterable[bytes], *, anew: bool = False) -> None:
        """See Files. Evidence is small, so a file is in memory whole. Only what is put again becomes young again."""
        content = b"".join(verified(sha256, pieces))
        with _answers(sha256):
            obstore.put(self._store, _key(sha256), content, use_multipart=False)

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """See Files."""
        return verified(sha256, self._as_they_are(sha256))

    def has(self, sha256: str) -> bool:
        """See Files."""
        try:
            with _answers(sha256):
                obstore.head(self._store, _key(sha256))
        except FileMissing:
            return False
        return True

    def remove(self, sha256: str) -> None:
        """See Files."""
        try:
            with _answers(sha256):
                obstore.delete(self._store, _key(sha256))
        except FileMissing:
            return

    def every(self) -> Iterator[Lying]:
        """See Files."""
        with _answers(""):
            for page in obstore.list(self._store):
                for each in page:
                    sha256 = each["path"].rsplit("/", 1)[-1]
                    if len(sha256) == NAME_LENGTH and each["path"] == _key(sha256):
                        yield Lying(sha256, each["size"], each["last_modified"].astimezone(UTC))

    def clear(self, before: datetime) -> int:
        """See Files: there is nothing half written to clear."""
        return 0

    def _as_they_are(self, sha256: str) -> Iterator[bytes]:
        with _answers(sha256):
            for piece in obstore.get(self._store, _key(sha256)).stream(min_chunk_size=PIECE):
                yield bytes(piece)


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


@contextmanager
def _answers(sha256: str) -> Iterator[None]:
    """The library's failures in our words; its messages name keys of objects, never the secret."""
    try:
        yield
    except FileNotFoundError:
        raise FileMissing(sha256) from None
    except BaseError as failure:
        raise PlaceUnreachable(str(failure).splitlines()[0]) from failure
