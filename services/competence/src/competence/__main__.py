"""Starts the competence service: `python -m competence`."""

from chassis.service import serve
from chassis.settings import Settings
from competence.app import create_app

if __name__ == "__main__":
    settings = Settings()
    serve(create_app(settings), settings)
