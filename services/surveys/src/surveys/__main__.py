"""Starts the surveys service: `python -m surveys`."""

from chassis.service import serve
from chassis.settings import Settings
from surveys.app import create_app

if __name__ == "__main__":
    settings = Settings()
    serve(create_app(settings), settings)
