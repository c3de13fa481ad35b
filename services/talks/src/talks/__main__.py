"""Starts the talks service: `python -m talks`."""

from chassis.service import serve
from chassis.settings import Settings
from talks.app import create_app

if __name__ == "__main__":
    settings = Settings()
    serve(create_app(settings), settings)
