from saleor.account.models import User
from saleor.celeryconf import app
from saleor.core.db.connection import allow_writer
from saleor.plugins.manager import get_plugins_manager


@app.task
@allow_writer()
def finish_creating_user(user_pk: int) -> None:
    """As in Saleor, the hook of a new customer is called from a worker."""
    user = User.objects.get(pk=user_pk)
    get_plugins_manager(allow_replica=False).customer_created(user)
