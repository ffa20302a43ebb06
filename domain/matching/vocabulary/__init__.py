"""The words of titles and author lists, by language: the one place to teach matching a new word.

Tables and nothing else, written as people write them; who uses a table folds case and accents.
"""
