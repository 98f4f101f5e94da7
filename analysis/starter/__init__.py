"""Starting on another article: its outline, terms it may have, and the files to begin with."""
