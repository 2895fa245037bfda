"""What is laid into the project of `wagtail start`: an app `news`, settings, and its filling.

It runs in Wagtail's own environment and imports nothing of ours but `bench.texts`.
"""
