"""What readers see. Reads editions and what stands around them; never the working copy."""
