"""The talks service: from the invitation to a talk to the document that both have confirmed."""
