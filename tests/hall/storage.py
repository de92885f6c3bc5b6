"""An S3-compatible object storage of the test's own: moto's server, a process that speaks HTTP."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from minio import Minio

KEY = {"AWS_ACCESS_KEY_ID": "desk", "AWS_SECRET_ACCESS_KEY": "desk-secret"}
BUCKET = "hall-bodies"
_SAYS = re.compile(rb"Running on (http://127\.0\.0\.1:([0-9]+))")


@contextmanager
def object_storage() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start one with an empty bucket: the URL for `server.bodies`, and the process."""
    # not the proxy's business, and nothing of this machine's own keys
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with subprocess.Popen([sys.executable, "-u", "-m", "moto.server", "-p", "0"], env=surroundings,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            assert process.stderr is not None
            found = next(match for match in map(_SAYS.search, process.stderr) if match)
            address = found[2].decode()
            Minio(f"127.0.0.1:{address}", "desk", "desk-secret", secure=False, region="us-east-1").make_bucket(BUCKET)
            yield f"s3+http://127.0.0.1:{address}/{BUCKET}", process
        finally:
            process.kill()
