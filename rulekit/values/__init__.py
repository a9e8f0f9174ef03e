"""The ground floor: money, ratios, durations, calendar, time zones. No file, no clock, no float."""
