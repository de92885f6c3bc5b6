"""The hall's secrets: the private key that opens envelopes, the secret by which document numbers are hashed, and the
key that signs the catalogue.

They are files of mode 0600 in `paths.state`/hall. The server's own process never reads the private key: intake and
opening do, each in a process that ends right after.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from nacl.public import PrivateKey
from nacl.signing import SigningKey

from hall.catalogue.edition import KEY_FILE
from hall.catalogue.edition import write_key as write_signing_key
from hall.envelopes import EnvelopeError, key_name, read_key, write_key
from hall.process import StartError

_SECRET_SIZE = 32


@dataclass(frozen=True)
class Keys:
    """Where the secrets are. Methods raise `StartError` naming file and remedy."""

    folder: Path

    @property
    def private_file(self) -> Path:
        """The file of the private key: 32 bytes."""
        return self.folder / "hall.key"

    @property
    def secret_file(self) -> Path:
        """The file of the hash's secret: 32 bytes."""
        return self.folder / "index.secret"

    @property
    def signing_file(self) -> Path:
        """The file of the key that signs the catalogue: 32 bytes."""
        return self.folder / "catalogue.key"

    def prepare(self, public_file: Path) -> str:
        """Make what is not there yet, publish the public key, and return its name. Refuses a public key of another."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            # others pass through to the public key, and can list nothing
            self.folder.chmod(0o711)
            if not self.private_file.exists():
                if public_file.exists():
                    raise StartError(
                        f"{self.private_file}: is missing, but kiosks seal to {public_file}; restore it from a backup. "
                        "Only if nothing was ever sealed: delete the public key, a new pair is made")
                _write(self.private_file, bytes(PrivateKey.generate()), 0o600)
            if not self.secret_file.exists():
                _write(self.secret_file, secrets.token_bytes(_SECRET_SIZE), 0o600)
            if not self.signing_file.exists():
                _write(self.signing_file, bytes(SigningKey.generate()), 0o600)
            public = self.private().public_key
            if not public_file.exists():
                if not public_file.parent.is_dir():
                    public_file.parent.mkdir(parents=True)
                    public_file.parent.chmod(0o755)
                _write(public_file, write_key(public).encode("ascii"), 0o644)
            elif key_name(read_key(public_file.read_text(encoding="ascii"))) != key_name(public):
                raise StartError(f"{public_file}: is not the public half of {self.private_file}; delete it and start "
                                 "again if this hall is the one that kiosks shall seal to")
            signed_by = write_signing_key(self.signing().verify_key).encode("ascii")
            if not (shown := public_file.with_name(KEY_FILE)).exists() or shown.read_bytes() != signed_by:
                _write(shown, signed_by, 0o644)
        except (EnvelopeError, UnicodeDecodeError):
            raise StartError(f"{public_file}: holds no public key; delete it and start again") from None
        except OSError as error:
            raise StartError(f"{error.filename or self.folder}: {error.strerror}; the hall server's user must own "
                             f"{self.folder} and be able to write {public_file}") from None
        return key_name(public)

    def private(self) -> PrivateKey:
        """The private key. Whoever may read the file is entitled to open envelopes."""
        return PrivateKey(_read(self.private_file))

    def signing(self) -> SigningKey:
        """The key that signs the catalogue."""
        return SigningKey(_read(self.signing_file))

    def person(self, document: str) -> bytes:
        """The keyed hash (BLAKE2b) under which a document number is found; without the secret it says nothing."""
        return hashlib.blake2b(
            document.strip().upper().encode(), key=_read(self.secret_file), digest_size=32, person=b"cw-hall-person",
        ).digest()


def _read(file: Path) -> bytes:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise StartError(
            f"{file}: {error.strerror}; run this as the hall server's user, after its first start") from None
    if len(data) != _SECRET_SIZE:
        raise StartError(f"{file}: is damaged ({len(data)} bytes, {_SECRET_SIZE} expected); restore it from the backup")
    return data


def _write(file: Path, data: bytes, mode: int) -> None:
    """All or nothing, and on stable storage: an envelope sealed to a lost key is lost."""
    passing = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    target = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with open(target, "wb") as stream:
        os.fchmod(target, mode)
        stream.write(data)
        stream.flush()
        os.fsync(target)
    passing.rename(file)
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
