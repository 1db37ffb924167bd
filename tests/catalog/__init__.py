"""Every record of the catalogue: what holds for one holds for all."""
