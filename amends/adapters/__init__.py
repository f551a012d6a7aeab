"""REACH: what lies outside the house, one room per boundary."""
