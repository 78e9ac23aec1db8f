"""Un courriel revenu se note sur l'avis, et son adresse se montre à qui peut la corriger."""
