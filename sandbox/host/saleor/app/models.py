from django.db import models


class App(models.Model):
    """A program with a token of its own; nobody has installed one in the sandbox."""

    name = models.CharField(max_length=60)
