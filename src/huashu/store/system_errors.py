"""What the operating system answers when it refuses, in words that the user reads."""

from __future__ import annotations

import errno

from huashu.i18n import _


def reason(error: OSError) -> str:
    """Why the system refused; its own words where we have none."""
    known = {
        errno.EACCES: _("没有权限"),
        errno.EPERM: _("没有权限"),
        errno.EROFS: _("这个磁盘是只读的"),
        errno.ENOSPC: _("磁盘满了"),
        errno.EDQUOT: _("磁盘配额用完了"),
        errno.EFBIG: _("文件超过了系统允许的大小"),
        errno.ENOENT: _("没有这个文件或文件夹"),
        errno.EISDIR: _("这是一个文件夹"),
        errno.ENOTDIR: _("路径当中有一段不是文件夹"),
        errno.EEXIST: _("这个名字已经被占用了"),
        errno.ENAMETOOLONG: _("名字太长了"),
        errno.EIO: _("磁盘读写出错"),
    }
    return known.get(error.errno or 0) or error.strerror or str(error)
