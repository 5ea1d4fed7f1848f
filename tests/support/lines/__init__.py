"""Lines of chat made of an item's name, a way to write a figure, a day, a courtesy and words beside it.

What a line says is known by how it is made, so a reading can be judged without a person: an exact line is read as meant and not
asked about, a doubtful one is asked about.
"""
