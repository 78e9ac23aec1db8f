"""Les positions communes : leurs versions, et l'accord de chaque direction."""
