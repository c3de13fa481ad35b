"""Tests of what crosses services: journeys, faults, security. They run the whole local system."""
