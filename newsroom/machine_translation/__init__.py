"""Machine drafts of translations: engines, consent to send texts, costs, and the pages of the drafts."""
