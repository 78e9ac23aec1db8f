"""La démonstration : un pays plausible, des personnes inventées."""
