"""Training of the models that come with baochi; nothing here runs when articles are analysed."""
