"""Source text to the tree of its provisions: passages, markers, tree."""
