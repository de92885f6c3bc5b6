"""How the hall's tables came to be: one file a step in `versions`, run by Alembic when the hall server starts."""
