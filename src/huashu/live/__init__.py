"""The handbook while it is being written: pages that follow the files, and what lint says of them."""
