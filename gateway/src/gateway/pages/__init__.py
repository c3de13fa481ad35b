"""HTML routes, one module per noun. Each offers a `router`, which `app.py` includes."""
