"""From what Jenkins says to what AWS is asked for: rules, their registry, and the engine that keeps the ledger."""
