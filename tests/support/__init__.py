"""What several tests need: specs in a few lines, clients made from them, a scripted server, a virtual world."""
