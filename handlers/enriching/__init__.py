"""The sources that the enrichment cycle asks, and how a book is looked up at one of them."""
