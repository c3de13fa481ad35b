"""Starts the goals service: `python -m goals`."""

from chassis.service import serve
from chassis.settings import Settings
from goals.app import create_app

if __name__ == "__main__":
    settings = Settings()
    serve(create_app(settings), settings)
