"""Against the providers' own packages (extra: sdk)."""
