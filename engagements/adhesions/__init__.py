"""La double adhésion (4.1) : comparer deux listes sans les montrer, inviter avec l'accord."""
