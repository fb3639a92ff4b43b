"""Commands: one module a verb. They parse, call and report; what they do lives elsewhere."""
