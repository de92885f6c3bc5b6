"""A script, run in a process of its own for one photo: LIBRARY as argument, photo on stdin, picture on stdout.

The library is a maker's and nobody has read it, so the process gives away what it could do harm with before it loads
it: no network, no other program, no other process, no file written or removed, little memory and time, no core. Where
the kernel cannot promise that (no seccomp, another machine), the library is not loaded. Only the standard library, and
nothing of ours: it starts with `-I -S` in a few milliseconds.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import struct
import sys

LARGEST_PHOTO = 4096
WIDTH, HEIGHT = 102, 126
RAW = WIDTH * HEIGHT * 3
ROOM = 128 * 1024
"""For the picture; libraries write a BMP's head and padding beside the 38,556 bytes of it."""

MEMORY = 256 * 1024 * 1024
CPU_S = 2
FILES = 32

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
SECCOMP_MODE_FILTER = 2
SIGKILL = 9
"""Not from `signal`, nor the machine's name from `platform`: both load `enum`, half of the time that this has."""
_KILL, _ALLOW, _REFUSE = 0x80000000, 0x7FFF0000, 0x00050000 | errno.EPERM
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE = 0, 4
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

_X86_64 = (0xC000003E, {
    # socket connect accept sendto recvfrom sendmsg bind listen socketpair accept4 sendmmsg
    41, 42, 43, 44, 45, 46, 49, 50, 53, 288, 307,
    # clone fork vfork execve execveat clone3 kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_send_signal
    56, 57, 58, 59, 322, 435, 62, 200, 234, 129, 297, 424,
    # ptrace process_vm_readv process_vm_writev pidfd_getfd io_uring_setup
    101, 310, 311, 438, 425,
    # truncate rename mkdir rmdir creat link unlink symlink chmod fchmod chown fchown lchown mknod
    76, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 133,
    # mkdirat mknodat fchownat unlinkat renameat linkat symlinkat fchmodat renameat2 openat2 fchmodat2
    258, 259, 260, 263, 264, 265, 266, 268, 316, 437, 452,
}, ((2, 1), (257, 2)))
_AARCH64 = (0xC00000B7, {
    198, 199, 200, 201, 202, 203, 206, 207, 211, 242, 269,
    220, 221, 281, 435, 129, 130, 131, 138, 240, 424,
    117, 270, 271, 438, 425,
    45, 52, 55,
    34, 33, 54, 35, 38, 37, 36, 53, 276, 437, 452,
}, ((56, 2),))
"""Of the kernel's table for newer machines (asm-generic/unistd.h), which has no calls without `at`."""
MACHINES = {"x86_64": _X86_64, "aarch64": _AARCH64}
"""Audit's number of the architecture, what is refused, and (number, place of its flags) of what opens a file."""


def limit() -> None:
    """Little memory and time, no file grows, no core; ends with the process that started it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))


def instructions(machine: str) -> list[tuple[int, int, int, int]]:
    """The filter as classic BPF: code, jump if true, if false, operand. Raises `KeyError` for an unknown machine."""
    architecture, refused, opening = MACHINES[machine]
    steps = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, _NUMBER)]
    if architecture == _X86_64[0]:
        steps += [(_AT_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, _KILL)]  # the x32 numbers of the same calls
    for number in sorted(refused):
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    for number, place in opening:
        steps += [(_EQUAL, 0, 4, number), (_LOAD, 0, 0, 16 + 8 * place), (_ANY_BIT, 0, 1, _WRITING),
                  (_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, _NUMBER)]
    return [*steps, (_RETURN, 0, 0, _ALLOW)]


def confine() -> None:
    """Give the calls away. Raises `OSError` where the kernel does not do it, `KeyError` for an unknown machine."""
    steps = instructions(os.uname().machine)
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    control = ctypes.CDLL(None, use_errno=True).prctl
    for arguments in ((PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), (PR_SET_DUMPABLE, 0, 0, 0, 0),
                      (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)):
        if control(*(ctypes.c_ulong(value) for value in arguments)) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
    if control(ctypes.c_ulong(PR_SET_SECCOMP), ctypes.c_ulong(SECCOMP_MODE_FILTER), program) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")


def decode(library: str, photo: bytes) -> bytes:
    """The picture as the library leaves it, raw or BMP; nothing where it cannot. Raises `OSError`, `AttributeError`.

    Makers export `unpack(source, target, save)`, often with its C++ name, or `_Unpack(source, size, target, &size)`.
    """
    loaded = ctypes.CDLL(library)
    source, target = ctypes.create_string_buffer(photo, LARGEST_PHOTO), ctypes.create_string_buffer(ROOM)
    for name in ("unpack", "_Z6unpackPcS_i"):
        if hasattr(loaded, name):
            done = getattr(loaded, name)(source, target, 0)
            break
    else:
        size = ctypes.c_int(ROOM)
        done = loaded._Unpack(source, len(photo), target, ctypes.byref(size))
    if done != 1:
        return b""
    picture = target.raw
    return picture[:int.from_bytes(picture[2:6], "little")] if picture[:2] == b"BM" else picture[:RAW]


def main() -> int:
    """0 when a picture was written."""
    out = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nothing, stream)  # libraries print
    try:
        limit()
        confine()
        picture = decode(sys.argv[1], os.read(0, LARGEST_PHOTO))
    except (OSError, AttributeError, KeyError, IndexError):
        return 1
    while picture:
        picture = picture[os.write(out, picture):]
    return 0


if __name__ == "__main__":
    os._exit(main())
