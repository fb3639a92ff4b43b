"""Calls git, for the modules that ask it. The only user of GitPython.

Nothing that a user or a repository configures changes an answer, no program that they name is run, and reading changes
nothing on disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.patterns import lazy
from huashu.text import visible

# Settings of the user or the repository change nothing here, and no program that they name is run.
_PINNED = (
    "safe.bareRepository=explicit",  # a repository hidden among a library's files
    "core.fsmonitor=false",
    "core.abbrev=auto",
    "color.ui=false",
    "diff.relative=false",
    "log.diffMerges=first-parent",
    "log.follow=false",
    "log.showRoot=true",
)
# How git tells its hooks for which repository they run; the library may be another.
_ELSEWHERE = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX"),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE"),
)
_ENVIRONMENT = {
    "GIT_NO_REPLACE_OBJECTS": "1",  # whoever may push a ref could rewrite who said what when
    "GIT_NO_LAZY_FETCH": "1",  # no network
    "GIT_OPTIONAL_LOCKS": "0",  # reading changes nothing
    "LC_ALL": "C",
}
# Where a folder of git's own is named, not found: nothing outside of it has a say.
_ALONE = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_ATTR_NOSYSTEM": "1"}
# Who adds to the approvals has no weight: only signatures have.
_NOBODY = {
    **{"GIT_AUTHOR_NAME": "huashu", "GIT_AUTHOR_EMAIL": "huashu@localhost"},
    **{"GIT_COMMITTER_NAME": "huashu", "GIT_COMMITTER_EMAIL": "huashu@localhost"},
}
_ON_IMPORT = "GIT_PYTHON_REFRESH"  # unless quiet, importing GitPython fails where git is not installed
NO_REPOSITORY = "not a git repository"
_COMMIT = lazy("[0-9a-f]{40}|[0-9a-f]{64}")


@contextmanager
def own_repository() -> Iterator[None]:
    """git finds the repository by the folder alone. GitPython can add to its environment, but not take away from it."""
    hidden = {name: os.environ.pop(name) for name in (*_ELSEWHERE, _ON_IMPORT) if name in os.environ}
    os.environ[_ON_IMPORT] = "quiet"
    try:
        yield
    finally:
        del os.environ[_ON_IMPORT]
        os.environ.update(hidden)


def run(root: Path, *arguments: str, git_dir: Path | None = None) -> tuple[int, str, str]:
    """Exit status, output without its last line break, complaints. Names that are no text come as the disk gives them.

    git_dir: the folder of git's own to work with, bare, where it is not to be found from `root`.
    """
    import git

    command = [git.Git.GIT_PYTHON_GIT_EXECUTABLE or "git", "-C", str(root)]
    for setting in _PINNED:
        command += ["-c", setting]
    tool = git.Git(str(root))
    tool.update_environment(**_ENVIRONMENT)
    if git_dir is not None:
        command += ["--git-dir", str(git_dir)]
        tool.update_environment(**_ALONE)
    try:
        status, output, complaint = tool.execute(
            [*command, *arguments], with_extended_output=True, with_exceptions=False
        )
    except git.GitCommandNotFound as error:
        if not any(os.path.lexists(folder / ".git") for folder in (root, *root.parents)):
            return 128, "", NO_REPOSITORY
        raise HuashuError(
            _("这台电脑上没有找到 git，读不出每条话术是什么时候改的"),
            where=str(root),
            todo=_("请先装好 git，再运行一次"),
        ) from error
    return status, str(output), complaint


def told(root: Path, status: int, output: str, complaint: str) -> str:
    """The output of a call that must succeed."""
    if status == 0:
        return output
    first = next(iter(complaint.splitlines()), f"git {status}").removeprefix("fatal: ").removeprefix("error: ")
    raise HuashuError(
        _("读不了这个文件夹的 git 记录：{reason}").format(reason=first),
        where=str(root),
        todo=_("请在这个文件夹里运行 git status，照它说的处理好，再运行一次"),
    )


def resolved(root: Path, revision: str, option: str, git_dir: Path | None = None) -> str:
    """The full id of the commit that a revision names. Options and ranges are no revisions."""
    status, output, complaint = 1, "", ""
    if revision and revision[0] not in "-^" and revision.isprintable():
        arguments = ("-c", "core.warnAmbiguousRefs=true", "rev-parse", "--verify", f"{revision}^{{commit}}")
        status, output, complaint = run(root, *arguments, git_dir=git_dir)
    if status and NO_REPOSITORY in complaint:
        raise HuashuError(
            _("这个话术库没有用 git 管理，没有以前的版本可看"),
            where=str(root),
            todo=_("请去掉 {option}").format(option=option),
        )
    if status and "dubious ownership" in complaint:
        told(root, status, output, complaint)
    if not revision.strip():
        raise HuashuError(
            _("{option} 后面还没有写版本").format(option=option),
            where=option,
            todo=_("请写分支、标签或提交号，例如 origin/main"),
        )
    if status or not _COMMIT.fullmatch(output):
        raise HuashuError(
            _("git 里没有 {revision} 这个版本").format(revision=visible(revision)),
            where=option,
            todo=_("请写分支、标签或提交号，例如 origin/main；自动检查里要先取回完整的历史"),
        )
    if "is ambiguous" in complaint:
        raise HuashuError(
            _("{revision} 既可能是分支，也可能是标签或提交号").format(revision=revision),
            where=option,
            todo=_("请写全名，例如 refs/heads/{revision}").format(revision=revision),
        )
    return output


def sizes(root: Path, ids: Iterable[str], git_dir: Path | None = None) -> dict[str, int]:
    """Bytes by object id; what is not there is left out. Call inside `own_repository`."""
    lines = _catted(root, sorted(set(ids)), "--batch-check", git_dir).decode().splitlines()
    rows = [line.split(" ") for line in lines]
    return {row[0]: int(row[2]) for row in rows if len(row) == 3}


def blobs(root: Path, ids: Iterable[str], git_dir: Path | None = None, kind: bytes = b"blob") -> dict[str, bytes]:
    """Contents by object id, byte for byte. Call inside `own_repository`."""
    wanted = sorted(set(ids))
    output = _catted(root, wanted, "--batch", git_dir)
    found: dict[str, bytes] = {}
    at = 0
    for name in wanted:
        end = output.index(b"\n", at)
        header = output[at:end].split(b" ")
        if len(header) != 3 or header[1] != kind:
            raise HuashuError(
                _("git 的记录不完整，少了 {name}").format(name=name),
                where=str(root),
                todo=_("请先取回完整的历史，例如 git fetch --unshallow"),
            )
        size = int(header[2])
        found[name] = output[end + 1 : end + 1 + size]
        at = end + size + 2
    return found


def _catted(root: Path, wanted: list[str], option: str, git_dir: Path | None) -> bytes:
    from tempfile import TemporaryFile

    import git

    with TemporaryFile() as asked:
        asked.write("".join(f"{name}\n" for name in wanted).encode())
        asked.seek(0)
        tool = git.Git(str(root))
        tool.update_environment(**_ENVIRONMENT)
        command = [git.Git.GIT_PYTHON_GIT_EXECUTABLE or "git", "-C", str(root)]
        if git_dir is not None:
            tool.update_environment(**_ALONE)
            command += ["-c", "core.commitGraph=false", "--git-dir", str(git_dir)]
        command += ["cat-file", option, "--buffer"]
        output = tool.execute(command, istream=asked, stdout_as_string=False, strip_newline_in_stdout=False)
    assert isinstance(output, bytes)
    return output


def fed(git_dir: Path, data: bytes, *arguments: str, index: Path | None = None) -> tuple[int, str, str]:
    """As `run` in a folder of git's own, with `data` as input. index: the file to use for git's index, so that nobody's
    own is touched. Call inside `own_repository`."""
    from tempfile import TemporaryFile

    import git

    with TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        tool = git.Git(str(git_dir))
        tool.update_environment(**_ENVIRONMENT, **_NOBODY, **_ALONE)
        if index is not None:
            tool.update_environment(GIT_INDEX_FILE=str(index))
        command = [git.Git.GIT_PYTHON_GIT_EXECUTABLE or "git", "--git-dir", str(git_dir)]
        command += ["-c", "core.hooksPath=" + os.devnull, *arguments]
        status, output, complaint = tool.execute(
            command, istream=given, with_extended_output=True, with_exceptions=False
        )
    return status, str(output), complaint
