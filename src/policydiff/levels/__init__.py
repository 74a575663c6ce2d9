"""Many documents at once: one above and many places below, or level under level."""
