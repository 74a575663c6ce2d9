"""Source text to document: passages, outline, facts, units, commitments."""
