"""Settings of the tests as a whole."""

from hypothesis import settings

# How long an example takes is the machine's business; speed is measured by `make bench`.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
