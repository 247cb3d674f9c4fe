"""Templates, languages, payloads and their lengths."""
