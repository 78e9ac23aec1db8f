"""Les actions : où elles se font, pour quel engagement, et ce qu'on en lit."""
