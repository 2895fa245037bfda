"""A news site as a Django developer writes it in an afternoon: the reference `plain_django`."""
