"""The finished result in each form: JSON, tables, pages, terminal."""
