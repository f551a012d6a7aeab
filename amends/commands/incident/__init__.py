"""One failure that hit many: declared, its people found and decided, the money held, given in waves."""
