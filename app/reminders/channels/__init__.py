"""Senders: one thin module a channel. Each says plainly what became of one message, and raises nothing."""
