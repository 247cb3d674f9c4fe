import importlib


def discover_plugins_modules(plugins: list[str]) -> list[str | None]:
    """The packages of the plugins; Celery looks for `tasks` in each."""
    return [importlib.import_module(path.rpartition(".")[0]).__package__ for path in plugins]
