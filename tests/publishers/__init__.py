"""Saved pages in the markup of many kinds of publisher, with what is true of each; written for these tests."""
