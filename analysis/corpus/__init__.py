"""Several articles side by side (`Corpus`), and crawls on a cluster (`five-moves corpus`)."""
