"""Pure text in two languages. Imports no Django."""
