"""From characters to tokens, paragraphs, sentences and words, every one with its offsets."""
