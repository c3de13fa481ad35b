"""The gateway: login, the JSON API and the web client."""
