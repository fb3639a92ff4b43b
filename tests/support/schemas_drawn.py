"""Values that a JSON Schema of ours accepts, drawn at random: for the few keywords that our schemas use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

Schema = Mapping[str, Any]
Texts = Callable[[str, str], st.SearchStrategy[str]]  # name of the $def, name of the key → what to write there


def values(schema: Schema, shared: Mapping[str, Schema], texts: Texts, key: str = "") -> st.SearchStrategy[Any]:
    """Values of the right shape; `anyOf`, `if` and patterns are left to whoever validates them."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        found = shared[name]
        plain = found.get("type") == "string" and "enum" not in found
        return texts(name, key) if plain else values(found, shared, texts, key)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if kind == "boolean":
        return st.booleans()
    if kind == "integer":
        least, most = schema.get("minimum", 0), schema.get("maximum", 10**40)
        return st.sampled_from([least, least + 1, least + 5, min(10**9, most), most]) | st.integers(
            least, min(most, 99)
        )
    if kind == "array":
        item = values(schema["items"], shared, texts, key)
        unique = "uniqueItems" in schema and schema["items"].get("type") != "array"
        return st.lists(item, min_size=schema.get("minItems", 0), max_size=6, unique=unique)
    if "additionalProperties" in schema and isinstance(schema["additionalProperties"], Mapping):
        keys = values(schema["propertyNames"], shared, texts, key)
        return st.dictionaries(keys, values(schema["additionalProperties"], shared, texts, key), min_size=1, max_size=4)
    if kind == "object":
        required = set(schema.get("required", ()))
        parts = {name: values(part, shared, texts, name) for name, part in schema["properties"].items()}
        return st.fixed_dictionaries(
            {name: part for name, part in parts.items() if name in required},
            optional={name: part for name, part in parts.items() if name not in required},
        )
    return values(schema["else"], shared, texts, key) | values({"type": "array", **schema["then"]}, shared, texts, key)
