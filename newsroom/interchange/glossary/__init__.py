"""The glossary as a CSV file, and a set of terms to begin with."""
