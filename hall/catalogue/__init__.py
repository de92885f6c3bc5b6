"""The catalogue of items. Processes open what was built; `python -m hall.catalogue` builds it from YAML."""

from hall.catalogue.index import Listed
from hall.catalogue.store import Catalogue, CatalogueError

__all__ = ["Catalogue", "CatalogueError", "Listed"]
