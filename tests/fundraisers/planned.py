"""An event as its host types it into the plan page."""

EVENT = {
    "title": "Polar dip at Harrow Bay",
    "event_date": "2027-03-06",
    "starts_at": "10:30",
    "place": "Beach House, 12 Quay Street",
}


def make(client, what, path="/fundraise/plan/", **fields):
    """Post the form of the plan page as a browser does."""
    data = {**EVENT, **fields, "make": what}
    return client.post(path, data, headers={"Sec-Fetch-Site": "same-origin"})
