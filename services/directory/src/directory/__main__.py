"""Starts the directory service: `python -m directory`."""

from chassis.service import serve
from chassis.settings import Settings
from directory.app import create_app

if __name__ == "__main__":
    settings = Settings()
    serve(create_app(settings), settings)
