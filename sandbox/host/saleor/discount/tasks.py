from ..celeryconf import app
from ..core.db.connection import allow_writer


@app.task
@allow_writer()
def handle_promotion_toggle() -> None:
    """In Saleor it tells of promotions that started or ended; the sandbox reckons prices anyway."""
