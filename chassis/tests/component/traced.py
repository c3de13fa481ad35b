"""The counter service as a program of its own, for a test of its traces."""

from counter import create_app

from chassis.service import serve
from chassis.settings import Settings

if __name__ == "__main__":
    settings = Settings()
    serve(create_app(settings)[0], settings)
