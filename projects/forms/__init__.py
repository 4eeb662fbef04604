"""Forms of agreeing, by what they are about."""
