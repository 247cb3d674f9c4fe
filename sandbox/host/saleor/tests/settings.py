"""For tests: nothing leaves the process, and undeclared use of the writer is an error."""

from saleor.settings import *  # noqa: F403
from saleor.settings import MIDDLEWARE

PUBLIC_URL = "https://example.com"
SECRET_KEY = "NOTREALLY"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_RESTRICT_WRITER_METHOD = "saleor.core.db.connection.restrict_writer"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MIDDLEWARE = ["saleor.core.db.connection.restrict_writer_middleware", *MIDDLEWARE]
