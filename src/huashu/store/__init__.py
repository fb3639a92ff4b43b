"""The only part that touches disk and git: reads libraries, rules and history, writes files whole or not at all."""
