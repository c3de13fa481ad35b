"""The directory service: people and units, the source of the topic `directory`."""
