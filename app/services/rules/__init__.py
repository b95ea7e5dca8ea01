"""The law as data: criteria sets, regimes, classification, holidays; read, validated, served."""
