"""baochi: archives of Vietnamese press articles in, a structured dataset out."""

__version__ = "0.1.0"
