"""Emporter toutes les données de son association : les tables, leur notice, leurs fichiers."""
