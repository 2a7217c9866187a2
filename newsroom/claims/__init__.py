"""Claims of people who were reported on, under Korean press law: correction, reply, follow-up report."""
