"""What an article said before: revisions, their differences in words, going back to one."""
