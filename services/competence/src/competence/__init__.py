"""The competence service."""
