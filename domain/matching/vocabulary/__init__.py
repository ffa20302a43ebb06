"""The words of titles and author lists, by language: new words for matching are added here, and only here.

Only tables, in normal spelling; the user of a table folds case and accents.
"""
