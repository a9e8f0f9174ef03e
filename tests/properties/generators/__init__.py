"""Strategies for whole programs and ledgers, and what runs them. Programs are text, so every example walks the whole pipeline."""
