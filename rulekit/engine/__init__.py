"""The meaning of a program: the interpreter, its state and its entries. Knows no files, clocks or screens."""
