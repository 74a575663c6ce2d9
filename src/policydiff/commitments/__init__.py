"""Provisions to commitments: cut, facts, units, deadlines, themes."""
