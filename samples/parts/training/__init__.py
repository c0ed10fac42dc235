"""Draws pictures of machine parts, and trains, exports and measures detectors on them."""
