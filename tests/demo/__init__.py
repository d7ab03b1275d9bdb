"""`make demo`: all five providers on a mock, called through their generated clients, and a sheet of what they made."""
