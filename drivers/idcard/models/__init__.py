"""One file a model of card reader, each with a `READER`. A file that is put here is in the table."""
