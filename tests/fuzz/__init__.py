"""Forms made by chance, checked, and walked through by respondents made by chance: `make fuzz`."""
