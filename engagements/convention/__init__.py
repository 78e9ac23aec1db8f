"""La convention comme donnée : la charger, et la reconduire."""
