"""Importer des personnes : leur fiche, leur adhésion, leurs affectations, titres et mandats."""
