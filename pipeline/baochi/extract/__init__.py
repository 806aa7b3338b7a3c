"""One module or folder a type of record: from tokens and lexicon hits to records with evidence."""
