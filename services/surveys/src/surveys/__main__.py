"""Starts the surveys service: `python -m surveys`."""

from chassis.service import serve
from surveys.app import create_app
from surveys.settings import Settings

if __name__ == "__main__":
    settings = Settings()
    serve(create_app(settings), settings)
