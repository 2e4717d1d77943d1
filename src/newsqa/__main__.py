"""``python -m newsqa``: the command line."""

from newsqa.cli import main

main()
