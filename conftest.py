"""The fixtures of the chassis are every test's."""

# pytest names a test by its path, and would take the folder `gateway` for the package.
import gateway  # noqa: F401

pytest_plugins = ["chassis.testing"]
