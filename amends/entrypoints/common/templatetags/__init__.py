"""Words and shapes for templates: money, times, due dates and icons."""
