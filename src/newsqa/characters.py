"""Text without the characters that no article or question needs and that harm where they are shown."""

from __future__ import annotations

import re

# Line ends as Unicode knows them. Control characters would reach terminals; lone surrogates cannot be stored.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff]")


def without_controls(text: str) -> str:
    """Return the text with line feeds as its only line ends, no control characters and no lone surrogates."""
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def one_line(text: str) -> str:
    """Return the text as one line: runs of white space are one space."""
    return " ".join(without_controls(text).split())


# Each one character for one, so that every offset stays.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u2039\u203a", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad", "-"),
        **dict.fromkeys(
            "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
        ),
        **dict.fromkeys("\u2022\u00b7\u2027", "*"),
    }
)


def plain(text: str) -> str:
    """Return the text in plain typography: straight quotation marks, hyphens, spaces; every offset stays."""
    return text.translate(_PLAIN)
