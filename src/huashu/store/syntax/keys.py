"""Every key that the schemas name, and where keys are names of the library's own."""

from __future__ import annotations

# A key that is missing here is looked at more closely: that costs a little time, and
# `key：text` is recognised at fewer places.
_NAMES = """
    accounts after all any apart area asks at by channel channels check commits complete consult consults count
    dated days departments effective emails escalate evidence example except excuse expires extends facts fallback
    field files fix fixed forbid forge format formerly from gitea gitee github gitlab governance hint host id ignore
    image images in instead instead_of invalid keys kind kinds language livechat livestream max means message min
    name names near not_channels not_scenes not_tags note one_of overrides owner owners path paths patterns people
    per percent phone place platform problem problems public related remember replies repository review_by revoked
    role roles rules rung rungs same say scene scenes script sensitive severity slots spoken stage stages step steps
    swap tags target targets timezone title to today topics unless unsure until urgent valid value variants version wechat
    when where why with with+ with- words yaml
"""
KEYS = frozenset(_NAMES.split())
# Mappings whose keys are names of the library's own.
OPEN = frozenset({"facts", "images", "instead", "names", "rules", "same", "slots", "swap", "topics"})
