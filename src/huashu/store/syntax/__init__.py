"""YAML as we read it: libyaml's events, our own tree, and what is wrong in terms an editor understands."""
