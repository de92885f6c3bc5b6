"""The catalogue of items. Processes open what was built; `python -m hall.catalogue` builds it from YAML."""

from hall.catalogue.store import Catalogue, CatalogueError, Listed

__all__ = ["Catalogue", "CatalogueError", "Listed"]
