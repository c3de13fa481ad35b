"""What is shown: composed from the services, one module per noun, for pages and JSON alike.

`<noun>.py` fetches and joins; `<noun>_words.py` says it in the reader's language, for pages only.
"""
