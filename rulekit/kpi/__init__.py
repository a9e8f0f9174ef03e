"""Retention and loyalty figures: sales and results in, figures with their definition out."""
