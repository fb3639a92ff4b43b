"""What people call the fixed values of our formats."""

from __future__ import annotations

from huashu.i18n import _


def role_title(role: str) -> str:
    """A role's name; the role itself where it is none of ours."""
    titles = {"agent": _("客服"), "leader": _("组长"), "supervisor": _("主管"), "specialist": _("专员")}
    return titles.get(role, role)
