"""The same tables over a million cases at once, column by column; every answer is the one that the row would have had.

No cell is interpreted a second time. A column's values become numbers of pieces, the parts that no cell tells apart
(`grid.py`), each with its mask of rows; the pieces of all columns together become one number for a case, and for each
number that occurs the table is asked once, by the function that decides single cases. So the two cannot drift apart,
and the work for a case is a few additions and a look-up.

Numbers may be floats: a float counts as it is printed, as in `facts.py`, and where the cells of a column have so many
digits that floats could not tell them apart, each different value is asked by itself.
"""
