"""Start the chat: ``python app.py`` is ``newsqa chat --build``, with the same flags."""

import sys

from newsqa.cli import main

main(["chat", "--build", *sys.argv[1:]])
