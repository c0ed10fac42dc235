"""A small renderer: parts on a conveyor belt as height maps, seen by an imperfect camera.

Lengths are in *units*: 1/640 of the picture's width, so a scene looks the same at any size.
Maps are float32 arrays of shape (rows, columns), colours (rows, columns, 3) in linear RGB.
"""
