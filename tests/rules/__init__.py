"""One module for each family of rules, and one that sees that no rule is left out."""
