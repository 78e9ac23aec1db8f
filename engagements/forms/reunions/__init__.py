"""Ce qu'on saisit d'une réunion : elle-même, ses invités, ce qu'il en reste ; et la chercher."""
