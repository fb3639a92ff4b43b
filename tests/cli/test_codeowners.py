from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from shop_in_git import Shop

Here = Callable[..., tuple[int, str, str]]
POLICY = """\
version: 1
target: main
forge:
  kind: gitea
  host: git.example.com
  repository: shop/words
  owners:
    - {role: boss, names: [boss]}
roles: [{id: boss, title: 负责人}]
stages: [{id: final, title: 定稿, roles: [boss]}]
departments: [{id: cs, stage: final}]
rules: [{title: 话术, where: {kinds: [script]}, stages: [final]}]
fallback: [final]
governance: {stages: [final]}
"""


def test_the_file_is_written_and_checked(tmp_path: Path, here: Here) -> None:
    root = Shop(tmp_path / "shop").root
    (root / "policy").mkdir()
    (root / "policy" / "approval.yaml").write_text(POLICY, encoding="utf-8")
    code, out, err = here(root, "codeowners", "--check")
    command = "请运行 huashu codeowners --flavor gitea --output .gitea/CODEOWNERS，再单独提交"
    assert (code, out, err.splitlines()) == (1, "", ["还没有 .gitea/CODEOWNERS", command])
    code, out, _err = here(root, "codeowners")
    assert (code, out.splitlines()[5:7]) == (0, ["scripts/.* @boss", out.splitlines()[6]])
    assert here(root, "codeowners", "--output", ".gitea/CODEOWNERS")[0] == 0
    assert here(root, "codeowners", "--check") == (0, "", "")
    (root / ".gitea" / "CODEOWNERS").write_text("# x\n")
    code, _out, err = here(root, "codeowners", "--check")
    assert (code, err.splitlines()[0]) == (1, ".gitea/CODEOWNERS 不是最新的")


def test_without_a_policy(tmp_path: Path, here: Here) -> None:
    code, _out, err = here(Shop(tmp_path / "shop").root, "codeowners", "--flavor", "github")
    assert (code, "policy/approval.yaml" in err) == (2, True)
