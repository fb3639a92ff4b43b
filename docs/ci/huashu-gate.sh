#!/bin/sh
# 判断一个合并请求能不能进主分支；能进，就由这个脚本合并。放进主分支的 .ci/ 里，只从主分支运行。
#
# 要的环境变量：
#   URL      仓库地址，带只能读的令牌，或者由 git 的凭据助手给
#   HEAD_REF 合并请求在仓库里的名字，例如 refs/pull/12/head
#   TARGET   受保护的分支，不写就是 main
#   FORGE、REQUEST、REPOSITORY、FORGE_URL  从哪个平台取审批意见；只用 git 签名的不写 FORGE
#   HUASHU_TOKEN  读审批意见的令牌，只给读的权限
#   PUSH_URL 能推主分支的地址；不写就只判断，不合并
set -eu
target="refs/heads/${TARGET:-main}"
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT

# 裸仓库：合并请求里的文件只当数据读，从不检出，更不运行。仓库里的 .gitattributes、钩子、设置也都不起作用。
git init -q --bare "$room/repo"
git -C "$room/repo" config core.attributesFile /dev/null
git -C "$room/repo" fetch -q --no-tags "$URL" "+$target:$target" "+$HEAD_REF:refs/heads/proposed"

# 签过名的批准和反对都在这里。没有这个引用可以；有却取不到就停下，不然会漏掉别人的反对。
status=0
git ls-remote --exit-code "$URL" refs/huashu/approvals > "$room/listed" || status=$?
if [ "$status" -eq 0 ]; then
    git -C "$room/repo" fetch -q --no-tags "$URL" +refs/huashu/approvals:refs/huashu/approvals
elif [ "$status" -ne 2 ]; then
    echo "读不到 refs/huashu/approvals，没有判断" >&2
    exit 2
fi

base=$(git -C "$room/repo" rev-parse "$target")
head=$(git -C "$room/repo" rev-parse refs/heads/proposed)
cd "$room/repo"
if [ -n "${FORGE:-}" ]; then
    huashu review fetch --forge "$FORGE" --request "$REQUEST" --repository "$REPOSITORY" \
        ${FORGE_URL:+--url "$FORGE_URL"} --output "$room/evidence.json"
    huashu gate --base "$base" --head "$head" --evidence "$room/evidence.json"
else
    huashu gate --base "$base" --head "$head"
fi

# 到了这里就是放行。合并的正是刚才判断过的那两个提交：主分支若已经往前走了，推送会被拒绝，下次重新判断。
if [ -n "${PUSH_URL:-}" ]; then
    tree=$(git merge-tree --write-tree "$base" "$head")
    merged=$(git commit-tree "$tree" -p "$base" -p "$head" -m "合并 ${REQUEST:-$HEAD_REF}")
    git push -q "$PUSH_URL" "$merged:$target"
    echo "已合并 $merged"
    # 留底：证据和判断存进审批记录，以后只凭仓库就能核对，手册上也看得到是谁批的。
    git update-ref "$target" "$merged"
    huashu review archive "$merged" ${FORGE:+--evidence "$room/evidence.json"}
    git push -q "$PUSH_URL" refs/huashu/approvals
fi
