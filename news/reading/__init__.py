"""Reading what is not public: a reader by a personal link, staff by the desk's preview."""
