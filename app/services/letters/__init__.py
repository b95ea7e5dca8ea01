"""Letters between offices: what a bundle carries beside dossiers, and what is answered."""
