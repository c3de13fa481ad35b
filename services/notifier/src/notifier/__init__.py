"""The notifier: the bell, mails, and reminders of deadlines."""
