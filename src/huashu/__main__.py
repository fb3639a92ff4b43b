"""`python -m huashu`."""

from huashu.cli.app import main

if __name__ == "__main__":
    main()
