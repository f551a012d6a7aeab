"""The organisation's policy as tables: read, checked, evaluated and explained. Facts in, a verdict or an
envelope out.
"""
