"""`make bench`: how fast clients and generator are, beside what people would use instead, measured in one run."""
