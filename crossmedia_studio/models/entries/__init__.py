"""One file per model that can be installed; :mod:`crossmedia_studio.models.catalogue` is their table."""
