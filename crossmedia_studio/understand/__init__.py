"""What a piece of media or a text says, in plain data a person can read and correct."""
