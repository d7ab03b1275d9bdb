"""How sizes in pixels are written, by the form that a field takes."""

PIXEL_FORMS = {"WxH": "x", "W*H": "*", "W:H": ":"}
"""Forms of a width and a height, with the mark between the two."""
