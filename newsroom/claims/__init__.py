"""Claims by the subjects of stories under Korean press law: correction, reply, follow-up report."""
