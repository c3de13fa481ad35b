"""Starts the notifier: `python -m notifier`."""

from chassis.service import serve
from notifier.app import create_app
from notifier.settings import Settings

if __name__ == "__main__":
    settings = Settings()
    serve(create_app(settings), settings)
