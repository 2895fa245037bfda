"""Turn a saved page of an old site into a draft; nothing of the web server imports this."""
