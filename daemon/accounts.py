"""Which user each process has. As root every role has one of its own; on a desk all are whoever started the daemon."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass

from rules.settings import Users
from wire.values import Role


class AccountError(Exception):
    """`[users]` cannot be used. The message says what to write instead."""


@dataclass(frozen=True)
class Account:
    """Numbers of a user, its own group, and the further groups that let it at its device."""

    uid: int
    gid: int
    groups: tuple[int, ...] = ()


@dataclass(frozen=True)
class Accounts:
    """The account of every role. `apart` where they differ, which takes root."""

    of: Mapping[Role, Account]
    apart: bool

    @property
    def citizen_gid(self) -> int:
        """Who may read card and pages: the renderer's own group, which the sealer has besides."""
        return self.of[Role.UI].gid

    @property
    def documents_gid(self) -> int:
        """Who may write documents: the printer worker's own group; sealer, guide and gateway have it besides."""
        return self.of[Role.PRINTER].gid


def resolve(users: Users) -> Accounts:
    """The accounts of all roles. Raises `AccountError`: as root for a role without a user of its own, or with root's;
    otherwise for any user but ourselves.
    """
    me = Account(os.getuid(), os.getgid(), tuple(os.getgroups()))
    named = {role: _look_up(role, getattr(users, role.value)) for role in Role}
    if me.uid != 0:
        for role, account in named.items():
            if account is not None and account.uid != me.uid:
                raise AccountError(
                    f"users.{role.value} is another user than the one who starts the daemon: start it as root, "
                    f"or leave users.{role.value} empty"
                )
        return Accounts({role: me for role in Role}, apart=False)
    accounts: dict[Role, Account] = {}
    for role, account in named.items():
        if account is None or account.uid == 0:
            raise AccountError(
                f"users.{role.value} must name a user of its own, and not root, when root starts the daemon: "
                f"nothing that touches a device or a citizen runs as root"
            )
        for other, taken in accounts.items():
            if taken.uid == account.uid:
                raise AccountError(f"users.{role.value} and users.{other.value} are one user; give each its own")
        accounts[role] = account
    return Accounts(accounts, apart=True)


def _look_up(role: Role, user: str) -> Account | None:
    if not user:
        return None
    if user.isascii() and user.isdecimal():
        return Account(int(user), int(user))
    try:
        entry = pwd.getpwnam(user)
    except KeyError:
        raise AccountError(
            f"users.{role.value} names {user!r}, whom this machine does not know: create the user "
            f"(systemd-sysusers does, from the package's file) or write a number"
        ) from None
    return Account(entry.pw_uid, entry.pw_gid, tuple(os.getgrouplist(user, entry.pw_gid)))
