"""Pure text tools for English and Korean, without Django."""
