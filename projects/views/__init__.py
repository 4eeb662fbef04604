"""Pages of agreeing, by what they are about."""
