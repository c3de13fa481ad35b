"""Goals: the municipality's, the units' and people's own, and the thread between them."""
