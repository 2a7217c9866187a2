"""The pages on which readers subscribe to the newsletter of a language, confirm, and unsubscribe."""
