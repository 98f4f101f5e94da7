"""Tables of many texts, in pandas or on Dask, and crawls on a cluster (`five-moves corpus`)."""
