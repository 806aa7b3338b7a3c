"""Articles and their records as people read them: in a terminal, on a page, as JSON."""
