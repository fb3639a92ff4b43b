"""The handbook: what agents keep open all day, in HTML and PDF."""
