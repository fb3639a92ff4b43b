"""Forges: what each of them says about a request, read over HTTP into one shape of evidence."""
