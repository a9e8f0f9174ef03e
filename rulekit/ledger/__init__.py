"""From the ledger files to events in their total order."""
