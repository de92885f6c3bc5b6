"""Makes what the input engine knows of language: which words follow which, and how often each is used."""
