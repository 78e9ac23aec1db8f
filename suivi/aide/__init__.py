"""L'aide : un guide par rôle, écrit en Markdown, qui s'ouvre à la page où l'on est.

Dans un guide, chaque partie (« ## … ») dit sous son titre les pages qu'elle explique ; ce qui est
en gras est un mot que ces pages montrent vraiment (`tests/suivi/test_aide.py` le vérifie).
"""
