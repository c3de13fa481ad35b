"""The fixtures of the chassis are every test's."""

pytest_plugins = ["chassis.testing"]
