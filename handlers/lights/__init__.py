"""Lights (亮灯) made anew whenever reports or the day change, and what follows from them."""
