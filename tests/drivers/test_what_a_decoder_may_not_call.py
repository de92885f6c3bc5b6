"""The filter around the maker's portrait library, on both machines, against the kernel's own tables of calls.

The filter is carried out here as the kernel does it, so that the one of the machine that this is not is run, too.
"""

from __future__ import annotations

import errno
import re
import struct
from pathlib import Path

import pytest

from drivers.idcard.portrait_child import MACHINES, instructions

TABLES = {
    "x86_64": (0xC000003E, Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")),
    "aarch64": (0xC00000B7, Path("/usr/include/asm-generic/unistd.h")),
}
"""Audit's number of each (linux/audit.h: the ELF machine, 64 bits, little-endian), and its table in linux-libc-dev."""
HERE = [machine for machine, (_, table) in TABLES.items() if machine == "aarch64" or table.is_file()]
"""The newer table is on either machine, the older one on its own."""
NEWER = {"fchmodat2": 452}
"""In the kernel's tables since 6.6, the same number everywhere."""
REFUSED = set("""
    socket connect accept accept4 sendto recvfrom sendmsg sendmmsg bind listen socketpair
    clone clone3 fork vfork execve execveat kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_send_signal
    ptrace process_vm_readv process_vm_writev pidfd_getfd io_uring_setup
    truncate rename renameat renameat2 mkdir mkdirat rmdir creat link linkat unlink unlinkat symlink symlinkat
    chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat mknod mknodat openat2
""".split())
NEEDED = {"read", "write", "close", "mmap", "mprotect", "munmap", "brk", "fstat", "exit_group", "futex"}
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06


def calls(machine: str) -> dict[str, int]:
    """Names and numbers, as the kernel's headers have them."""
    found = re.findall(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)\s*$", TABLES[machine][1].read_text(), re.MULTILINE)
    return {name: int(number) for name, number in found} | NEWER


def verdict(machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    """What the filter says to a call (struct seccomp_data of linux/seccomp.h)."""
    told = TABLES[machine][0] if architecture is None else architecture
    data = struct.pack("=IIQ6Q", number, told, 0, *arguments, *[0] * (6 - len(arguments)))
    steps, place, held = instructions(machine), 0, 0
    while True:
        code, if_true, if_false, operand = steps[place]
        place += 1
        if code == RETURN:
            return operand
        if code == LOAD:
            held = struct.unpack_from("=I", data, operand)[0]
            continue
        true = {EQUAL: held == operand, AT_LEAST: held >= operand, ANY_BIT: bool(held & operand)}[code]
        place += if_true if true else if_false


def test_both_machines_are_known() -> None:
    assert set(MACHINES) == set(TABLES)


@pytest.mark.parametrize("machine", HERE)
def test_exactly_what_does_harm_is_refused(machine: str) -> None:
    numbers = calls(machine)
    assert {name for name, number in numbers.items() if verdict(machine, number) == REFUSE} == REFUSED & set(numbers)
    assert {verdict(machine, numbers[name]) for name in NEEDED} == {ALLOW}


def test_no_call_has_a_name_that_there_is_not() -> None:
    assert REFUSED <= set().union(*map(calls, HERE)) or HERE == ["aarch64"]


@pytest.mark.parametrize(("machine", "call", "place"), [
    (machine, call, place) for machine in HERE for call, place in (("open", 1), ("openat", 2))
    if call in calls(machine)])
@pytest.mark.parametrize(("flags", "said"), [
    (0o0, ALLOW), (0o2000000, ALLOW), (0o1, REFUSE), (0o2, REFUSE), (0o100, REFUSE), (0o1000, REFUSE)])
def test_a_file_may_be_opened_for_reading_alone(machine: str, call: str, place: int, flags: int, said: int) -> None:
    assert verdict(machine, calls(machine)[call], *[0] * place, flags) == said


@pytest.mark.parametrize("machine", HERE)
def test_another_machines_numbers_end_the_process(machine: str) -> None:
    assert verdict(machine, calls(machine)["read"], architecture=0x40000003) == KILL


def test_the_second_set_of_numbers_of_the_older_machine_ends_the_process() -> None:
    assert {verdict("x86_64", 0x40000000 + number) for number in range(600)} == {KILL}
