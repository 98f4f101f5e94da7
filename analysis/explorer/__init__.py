"""Looking around in an article: one page for the notebook, for the site and for a file to send."""
