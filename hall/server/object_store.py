"""Sealed bodies in S3-compatible object storage, through MinIO's Python client.

The secret is not in the configuration, which every process of a kiosk reads: it comes from the environment or from
AWS's usual files, as AWS's own tools take it (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY).
"""

from __future__ import annotations

import io
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.credentials.providers import AWSConfigProvider, ChainedProvider, EnvAWSProvider
from minio.error import MinioException

from hall.database import DatabaseError

SCHEMES = ("s3+http", "s3+https")
_TIMEOUT = urllib3.Timeout(connect=5.0, read=60.0)
_TRIES = urllib3.Retry(total=2, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504])


class Bucket:
    """Bodies as objects of one bucket, which must be there."""

    def __init__(self, url: str) -> None:
        """`url` is `s3+https://HOST[:PORT]/BUCKET`. Raises `DatabaseError` for any other."""
        parts = urlsplit(url)
        bucket = parts.path.strip("/")
        if parts.scheme not in SCHEMES or not parts.hostname or not bucket or "/" in bucket or parts.username:
            raise DatabaseError("server.bodies is no bucket's URL; write s3+https://HOST/BUCKET and put the key into "
                                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
        self._name = url
        self._bucket = bucket
        self._client = Minio(
            parts.netloc, secure=parts.scheme == "s3+https", region="us-east-1",
            credentials=ChainedProvider([EnvAWSProvider(), AWSConfigProvider()]),
            http_client=urllib3.PoolManager(timeout=_TIMEOUT, retries=_TRIES, maxsize=8),
        )

    def put(self, digest: bytes, body: bytes) -> None:
        """Put it: the storage answers once it is durable there."""
        try:
            self._client.put_object(self._bucket, digest.hex(), io.BytesIO(body), len(body))
        except (MinioException, urllib3.exceptions.HTTPError, ValueError) as error:
            raise self._told(error) from None

    def get(self, digest: bytes) -> bytes:
        """Get it."""
        try:
            answer = self._client.get_object(self._bucket, digest.hex())
            try:
                return answer.read()
            finally:
                answer.close()
                answer.release_conn()
        except (MinioException, urllib3.exceptions.HTTPError, ValueError) as error:
            raise self._told(error) from None

    def _told(self, error: Exception) -> DatabaseError:
        code = getattr(error, "code", None) or type(error).__name__
        return DatabaseError(f"{self._name}: {code}; look whether the object storage runs, has the bucket, and takes "
                             "the key in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
