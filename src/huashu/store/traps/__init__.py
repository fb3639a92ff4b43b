"""Traps of inline text: what YAML would lose or twist in silence, and the fix that says it right (DESIGN 2)."""
