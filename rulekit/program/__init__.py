"""The checked program as frozen data: wallets, rules, counters, tiers, rewards. No positions, no text to parse."""
