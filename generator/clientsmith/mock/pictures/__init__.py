"""The images that the mock draws: landscapes with the prompt and the size on them, in the format asked for."""
