"""The sections of a report, in their order: each takes the material and gives a section, or None where it has nothing to say."""
