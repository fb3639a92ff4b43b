"""huashu: customer-service scripts as code."""

__version__ = "0.1.0"
