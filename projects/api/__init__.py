"""Agreeing over REST, by what it is about."""
