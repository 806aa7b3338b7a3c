"""The dataset on disk: building its tables, writing, reading, exporting, describing."""
