"""What a text speaks of: themes, concepts, and the checks of their lists."""
